"""Deals, contacts, companies and what hangs on them."""
