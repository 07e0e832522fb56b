from . import common, test_chart, test_currency, test_fresh_database, test_tax
