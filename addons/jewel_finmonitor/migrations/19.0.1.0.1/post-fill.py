from odoo import SUPERUSER_ID, api


def migrate(cr, version):
    """The day on which money is expected was that of UTC: midnight in Moscow fell a day early."""
    api.Environment(cr, SUPERUSER_ID, {})["jewel.deal.finance"]._fill()
