from . import (
    intake_act,
    jewel_hallmark_report,
    jewel_output_report,
    jewel_output_report_demo,
    jewel_timeliness_report,
    jewel_timeliness_stage_report,
    route_sheet,
)
