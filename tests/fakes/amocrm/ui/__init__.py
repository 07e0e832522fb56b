"""The web page where a person works as in amoCRM."""

from . import board, deal_actions, deal_page, layout, service

ROUTES = [*board.ROUTES, *deal_page.ROUTES, *deal_actions.ROUTES, *service.ROUTES, *layout.ROUTES]
