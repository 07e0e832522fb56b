from . import (
    jewel_job_return,
    jewel_job_return_half,
    jewel_job_return_undo,
    jewel_job_again,
    jewel_quality_entry,
    jewel_spec_question,
    jewel_spec_answer,
)
