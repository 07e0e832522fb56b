from . import jewel_deadline_set, jewel_job_return, jewel_wait_begin
