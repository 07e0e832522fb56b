from . import jewel_setup_tax, payment_refund_wizard
