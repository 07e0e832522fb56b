from . import upgrade_example_thing
