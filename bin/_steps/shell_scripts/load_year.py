"""For `odoo shell`: the demo year of `jewel_suite`, checked at its end."""

from odoo.addons.jewel_suite.demo_year.load import fill

print(fill(env, say=lambda text: print(text, flush=True)), flush=True)
env.cr.commit()
