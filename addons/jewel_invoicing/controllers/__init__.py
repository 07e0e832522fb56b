from . import compose, core_routes, pay, portal
