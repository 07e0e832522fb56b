from . import test_director_page, test_jeweller_core, test_jeweller_kpi
