"""``/_control``: what tests and the merchant's own hand do."""

from . import machinery, notifications, work

ROUTES = [*machinery.ROUTES, *notifications.ROUTES, *work.ROUTES]
