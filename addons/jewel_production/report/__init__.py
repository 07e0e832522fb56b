from . import intake_act, jewel_timeliness_report, jewel_timeliness_stage_report, route_sheet
