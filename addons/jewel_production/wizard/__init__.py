from . import jewel_job_bulk
from . import jewel_job_assign
from . import jewel_job_move
from . import jewel_job_return
from . import jewel_weighing
