from . import test_gram_quants, test_state_tables
