from . import test_gram_quants
