from . import jewel_job_return
