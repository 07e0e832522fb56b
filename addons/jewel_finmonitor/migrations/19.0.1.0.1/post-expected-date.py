from odoo import SUPERUSER_ID, api


def migrate(cr, version):
    """The day on which money is expected was that of UTC: midnight in Moscow fell a day early."""
    rows = api.Environment(cr, SUPERUSER_ID, {})["jewel.deal.finance"].search([])
    rows.env.add_to_compute(rows._fields["expected_date"], rows)
    rows.flush_model()
