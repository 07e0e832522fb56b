from . import test_access
from . import test_closing
from . import test_page
from . import test_prepayment
from . import test_setup
