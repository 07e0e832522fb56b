from . import test_ask_yookassa, test_registry
