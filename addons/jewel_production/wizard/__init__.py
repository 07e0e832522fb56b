from . import jewel_casting_remark, jewel_job_return
