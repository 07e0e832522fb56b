from . import payment_yookassa_refund
