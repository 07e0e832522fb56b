def post_init_hook(env):
    """A database without accounts gets the Russian ones as soon as everything is installed.

    Odoo itself loads, at the same moment and by the same means, the chart of the addon that is
    installed last, or its generic chart when the company has no country yet.
    """
    env.registry._auto_install_template = _load_charts


def _load_charts(env):
    companies = env["res.company"].search([("parent_id", "=", False)])
    for company in companies.filtered(lambda company: company._is_chart_undecided()):
        company._load_russian_chart()
