from . import (
    test_access,
    test_closing,
    test_import,
    test_live,
    test_matching,
    test_panel,
    test_payments,
    test_reconciliation,
    test_setup,
    test_sources,
    test_statements,
)
