from . import (
    test_access,
    test_bonus_core,
    test_digest,
    test_director_page,
    test_facts,
    test_forecast,
    test_kpi_core,
    test_page,
    test_statement,
)
