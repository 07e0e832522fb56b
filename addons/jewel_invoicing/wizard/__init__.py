from . import account_payment_register, jewel_pay_register, jewel_setup_company
