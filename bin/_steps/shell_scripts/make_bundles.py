"""For `odoo shell`: build the pages' scripts and styles once, ahead of use."""

env["ir.qweb"]._pregenerate_assets_bundles()
env.cr.commit()
