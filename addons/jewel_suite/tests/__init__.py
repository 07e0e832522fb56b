from . import (
    test_closed_doors,
    test_demo_plan,
    test_demo_year,
    test_first_minutes,
    test_forget,
    test_gram_quants,
    test_neutralize,
    test_public_routes,
    test_rights,
    test_state_tables,
)
