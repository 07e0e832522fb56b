from . import amocrm_preview
from . import amocrm_preview_line
