from . import jewel_job_return, jewel_wait_begin
