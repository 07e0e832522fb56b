from . import compose, core_routes, delivery, home, pay, portal, receipt
