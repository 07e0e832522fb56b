from . import (
    test_access,
    test_alloy,
    test_assay,
    test_health,
    test_own_server,
    test_precision,
    test_product,
    test_requisites,
    test_roles,
    test_setup,
    test_vocabulary,
    test_words,
)
