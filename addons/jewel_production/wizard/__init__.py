from . import (
    jewel_casting_remark,
    jewel_deadline_set,
    jewel_job_again,
    jewel_job_return,
    jewel_job_return_half,
    jewel_job_return_undo,
    jewel_quality_entry,
    jewel_spec_answer,
    jewel_spec_question,
    jewel_wait_begin,
)
