from . import test_health
from . import test_jewel_amocrm
from . import test_links
from . import test_own_fields
from . import test_setup
