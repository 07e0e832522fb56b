from . import jewel_reconciliation
