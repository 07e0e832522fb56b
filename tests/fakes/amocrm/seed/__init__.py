"""The default account."""
