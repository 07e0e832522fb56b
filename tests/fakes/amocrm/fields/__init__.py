"""Custom fields: definitions, values through the API, values as people type them."""
