from . import amocrm_account
from . import amocrm_account_fields
from . import amocrm_account_pulse
from . import amocrm_field_map
from . import crm_lead
from . import jewel_health
from . import mrp_production
from . import sale_order
