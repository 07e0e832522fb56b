from . import bank_invoice
