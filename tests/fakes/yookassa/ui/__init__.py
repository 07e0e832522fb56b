"""Pages: where a payer pays, and a small merchant profile."""

from . import checkout, frame, profile

ROUTES = [*checkout.ROUTES, *profile.ROUTES, *frame.ROUTES]
