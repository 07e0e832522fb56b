from . import jewel_casting_remark, jewel_deadline_set, jewel_job_return, jewel_wait_begin
