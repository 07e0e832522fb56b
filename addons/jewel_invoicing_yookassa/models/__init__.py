from . import account_tax
from . import crm_lead
from . import jewel_pay_request
from . import jewel_pay_request_line
from . import payment_provider
from . import payment_transaction
from . import product_product
from . import sale_order_line
