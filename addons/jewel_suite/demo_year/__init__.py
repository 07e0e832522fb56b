"""A demo year of the workshop: `planner` thinks it out, `load.fill` plays it in a database."""
