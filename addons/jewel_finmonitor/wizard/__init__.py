from . import jewel_pay_register, jewel_reconciliation_import, jewel_setup_sources
