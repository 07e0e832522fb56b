from . import account_move_line, account_tax, res_company, res_currency, template_ru_94n
