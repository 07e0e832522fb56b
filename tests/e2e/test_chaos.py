"""Hooks twice and shuffled, amoCRM failing, Odoo killed: the end state is the same."""

from odoo.addons.jewel_base.tests.common import capability

from .servers import eventually
from .workshop import deal_values, find_deal, find_jobs, pass_all_stages

TASK = "Подготовить изделие к отправке клиенту"
# Odoo's cron workers sleep up to a minute after a start, and each failed try waits longer.
PATIENCE = 240


def _disturb(amo, *kinds):
    """Hooks twice and out of order; reads fail, writes are done but answered by an error."""
    amo.configure(hook_duplicate=1, hook_shuffle=0.7)
    amo.clear_faults()
    for kind in kinds:
        amo.fault(kind, method="GET", path="leads")
    amo.fault("504", method="PATCH", path="leads", after=True)
    amo.fault("504", method="POST", path="tasks", after=True)


@capability("A1", "A12", "A13")
def test_same_end_state_after_faults_and_kills(server, amo):
    _disturb(amo, "429", "500")
    deal = amo.create_deal(**deal_values(amo))
    server.kill()
    server.start()
    admin, head = server.user("admin"), server.user("head")
    [deal_id], _took = eventually(lambda: find_deal(admin, deal), PATIENCE, "the deal is in Odoo")

    _disturb(amo, "html200", "reset")
    amo.move(deal["id"], "В производстве")
    server.kill()
    server.start()
    [job], _took = eventually(
        lambda: find_jobs(admin, deal_id), PATIENCE, "the job stands on the board"
    )

    _disturb(amo, "502")
    assert pass_all_stages(head, job["id"]) > 3
    head.call("mrp.production", "action_jewel_handover", [job["id"]])
    server.kill()
    server.start()
    eventually(
        lambda: amo.deal(deal["id"])["status"] == "Изделие готово" and amo.tasks(deal["id"]),
        PATIENCE,
        "amoCRM shows that the piece is ready",
    )

    _wait_until_quiet(server.user("admin"))
    _check_one_of_each(admin, amo, deal, deal_id)


@capability("A1")
def test_timeout_of_amocrm_is_survived(server, amo):
    amo.fault("timeout", method="GET", path="leads", seconds=40)
    deal = amo.create_deal(**deal_values(amo, name="Сделка во время сбоя"))
    admin = server.user("admin")
    eventually(lambda: find_deal(admin, deal), PATIENCE, "the deal is in Odoo")


def _wait_until_quiet(admin):
    """Nothing waits to be read or sent any more."""
    eventually(
        lambda: (
            not admin.count("amocrm.event", [("state", "=", "new")])
            and not admin.count("amocrm.mark", [])
        ),
        PATIENCE,
        "the exchange has come to rest",
    )


def _check_one_of_each(admin, amo, deal, deal_id):
    assert amo.deal(deal["id"])["status"] == "Изделие готово"
    assert [task["text"] for task in amo.tasks(deal["id"])] == [TASK]
    assert admin.count("crm.lead", [("name", "=", deal["name"])]) == 1
    assert admin.count("sale.order", [("opportunity_id", "=", deal_id)]) == 1
    assert [job["state"] for job in find_jobs(admin, deal_id)] == ["done"]
    assert admin.count("res.partner", [("email", "=", "zavadsky@example.com")]) == 1
