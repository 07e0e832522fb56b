"""Webhooks: subscriptions, bodies and delivery."""
