"""Tables of routes."""

from werkzeug.routing import Map, Rule


def build_map(*tables):
    """A werkzeug map from lists of (method, path, handler)."""
    rules = [
        Rule(path, methods=[method], endpoint=handler)
        for table in tables
        for method, path, handler in table
    ]
    return Map(rules, strict_slashes=False, merge_slashes=False)
