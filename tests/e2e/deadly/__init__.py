"""Odoo dies at every call that it makes to the outside: what has been lost, doubled, stuck?"""
