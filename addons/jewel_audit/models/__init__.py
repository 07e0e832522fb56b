from . import base
from . import ir_config_parameter
from . import jewel_audit_entry
from . import jewel_audit_entry_text
from . import jewel_audit_entry_trigger
from . import res_config_settings
from . import res_users
