from . import bank_invoice, sales_receipt
