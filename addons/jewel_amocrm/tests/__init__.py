from . import test_jewel_amocrm
