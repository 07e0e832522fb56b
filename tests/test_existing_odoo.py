"""The suite in an Odoo that lived before it: a firm abroad, another language, its own deals,
orders and stock. Installed and uninstalled, it leaves what was there as it was.
"""

import json
import os
import re

import pytest

from odoo.addons.jewel_base.tests.common import capability

from _steps import addons, database, odoo, paths, templates

# A goldsmith in Vienna: deals in stages of his own, an order delivered and invoiced, stock, a job.
_LIFE_BEFORE = """
env["base.language.install"].create({"lang_ids": [(6, 0, env["res.lang"].with_context(
    active_test=False).search([("code", "=", "de_DE")]).ids)]}).lang_install()
company = env.company
company.write({"name": "Goldschmiede Wien", "country_id": env.ref("base.at").id,
               "currency_id": env.ref("base.EUR").id})
env["account.chart.template"].try_loading("generic_coa", company=company, install_demo=False)
env.user.lang = "de_DE"
stage = env["crm.stage"].create({"name": "Entwurf", "sequence": 2})
client = env["res.partner"].create({"name": "Frau Huber", "vat": "ATU12345675"})
ring = env["product.product"].create(
    {"name": "Ring", "is_storable": True, "list_price": 120, "standard_price": 40})
gold = env["product.product"].create({"name": "Gold", "is_storable": True})
location = env["stock.warehouse"].search([], limit=1).lot_stock_id
for product, quantity in ((ring, 7), (gold, 50)):
    env["stock.quant"]._update_available_quantity(product, location, quantity)
for number in range(3):
    lead = env["crm.lead"].create({"name": f"Anfrage {number}", "type": "opportunity",
        "partner_id": client.id, "stage_id": stage.id, "expected_revenue": 100 + number})
env["crm.lead"].create({"name": "Verloren", "type": "opportunity"}).action_set_lost()
order = env["sale.order"].create({"partner_id": client.id, "opportunity_id": lead.id,
    "order_line": [(0, 0, {"product_id": ring.id, "product_uom_qty": 2})]})
order.action_confirm()
order.picking_ids.button_validate()
invoice = order._create_invoices()
invoice.action_post()
env["sale.order"].create({"partner_id": client.id,
    "order_line": [(0, 0, {"product_id": ring.id})]})
job = env["mrp.production"].create({"product_id": ring.id, "product_qty": 1,
    "move_raw_ids": [(0, 0, {"product_id": gold.id, "product_uom_qty": 5})]})
job.action_confirm()
env.cr.commit()
"""
# What must be the same before, with and after the suite.
_SNAPSHOT = """
import json
queries = {
    "company": "SELECT name, currency_id, partner_id FROM res_company",
    "leads": "SELECT name, stage_id, won_status, active, expected_revenue FROM crm_lead",
    "stages": "SELECT name, sequence, is_won FROM crm_stage WHERE id IN"
              " (SELECT stage_id FROM crm_lead)",
    "orders": "SELECT name, state, amount_total, opportunity_id FROM sale_order",
    "moves": "SELECT name, state, amount_total FROM account_move",
    "jobs": "SELECT name, state, product_qty FROM mrp_production",
    "quants": "SELECT product_id, location_id, SUM(quantity) FROM stock_quant GROUP BY 1, 2",
    "pickings": "SELECT name, state FROM stock_picking",
    "products": "SELECT name, list_price, active FROM product_template WHERE id IN"
                " (SELECT product_tmpl_id FROM product_product WHERE id IN"
                "  (SELECT product_id FROM stock_quant))",
    "user": "SELECT login, lang FROM res_partner JOIN res_users"
            " ON res_partner.id = res_users.partner_id WHERE login = 'admin'",
}
found = {}
for name, query in queries.items():
    env.cr.execute(query + " ORDER BY 1, 2")
    found[name] = env.cr.fetchall()
print(json.dumps(found, default=str))
"""
# A day of work in plain Odoo: screens open, an order is sold, delivered and invoiced.
_A_DAY_OF_WORK = """
for model in ("crm.lead", "sale.order", "stock.picking", "stock.quant", "mrp.production",
              "account.move", "account.payment", "product.template", "res.partner", "res.users"):
    env[model].get_views([(False, "list"), (False, "form"), (False, "search")])
lead = env["crm.lead"].search([("name", "=", "Anfrage 0")])
lead.action_set_won()
ring = env["product.product"].search([("name", "=", "Ring")])
order = env["sale.order"].create({"partner_id": lead.partner_id.id,
    "order_line": [(0, 0, {"product_id": ring.id})]})
order.action_confirm()
order.picking_ids.button_validate()
order._create_invoices().action_post()
job = env["mrp.production"].search([("state", "=", "confirmed")], limit=1)
job.qty_producing = 1
job.move_raw_ids.picked = True
job.button_mark_done()
print(order.picking_ids.state, order.invoice_ids.state, job.state, lead.won_status)
env.cr.rollback()
"""
_UNINSTALL = """
names = {names!r}
modules = env["ir.module.module"].search([("name", "in", names), ("state", "=", "installed")])
modules.button_immediate_uninstall()
"""
_LEFT_BEHIND = """
import json
env.cr.execute("SELECT model FROM ir_model WHERE model ~ '^(jewel|amocrm|yookassa)[.]'")
models = [row[0] for row in env.cr.fetchall()]
env.cr.execute("SELECT relname FROM pg_class WHERE relkind = 'r' AND relname ~ '^(jewel|amocrm)_'")
tables = [row[0] for row in env.cr.fetchall()]
env.cr.execute("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal")
print(json.dumps([models, tables, [row[0] for row in env.cr.fetchall()]]))
"""


@pytest.fixture(scope="module")
def existing():
    name = f"test_{os.getpid()}_existing"
    database.copy(templates.ensure_core(), name)
    odoo.shell(name, _LIFE_BEFORE, "test-existing")
    yield name
    database.drop(name)


def _snapshot(name):
    return json.loads(odoo.shell_output(name, _SNAPSHOT).splitlines()[-1])


def _complaints(begin):
    with paths.log("test-existing").open("rb") as stream:
        stream.seek(begin)
        return re.findall(r".* (?:WARNING|ERROR|CRITICAL) .*", stream.read().decode())


@capability("A3")
def test_installed_beside_a_life_of_its_own_and_uninstalled_again(existing):
    before = _snapshot(existing)
    assert all(before.values())
    begin = odoo.run(
        "test-existing", "-d", existing, "-i", "jewel_suite", "--stop-after-init", "--no-http"
    )
    assert not _complaints(begin)
    assert _snapshot(existing) == before
    worked = odoo.shell_output(existing, _A_DAY_OF_WORK).split()
    assert worked == ["done", "posted", "done", "won"]
    odoo.shell(existing, _UNINSTALL.format(names=sorted(addons.names())), "test-existing")
    assert _snapshot(existing) == before
    assert odoo.shell_output(existing, _A_DAY_OF_WORK).split() == worked
    models, tables, triggers = json.loads(odoo.shell_output(existing, _LEFT_BEHIND))
    assert (models, tables) == ([], [])
    assert not [name for name in triggers if "jewel" in name or "amocrm" in name]
