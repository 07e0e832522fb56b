from . import test_thanks
