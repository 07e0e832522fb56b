"""The control interface for tests, under ``/_fake``; no part of the API."""

from . import entities, machinery, structure

ROUTES = [*machinery.ROUTES, *entities.ROUTES, *structure.ROUTES]
