from . import (
    test_access,
    test_cancel,
    test_deal_stage,
    test_hooks,
    test_pictures,
    test_price,
    test_production_entry,
    test_screens,
    test_shipping_activity,
    test_sketches,
    test_spec,
    test_team_money,
)
