from . import (
    test_demo_plan,
    test_demo_year,
    test_first_minutes,
    test_gram_quants,
    test_state_tables,
)
