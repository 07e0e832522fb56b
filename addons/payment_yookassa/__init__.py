from odoo.addons.payment import reset_payment_provider, setup_provider

from . import controllers, models, wizard


def post_init_hook(env):
    """One provider for each company."""
    setup_provider(env, "yookassa")


def uninstall_hook(env):
    """Take keys and code away from the providers."""
    reset_payment_provider(env, "yookassa")
