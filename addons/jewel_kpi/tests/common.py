from datetime import date

from odoo import Command

from odoo.addons.jewel_finmonitor.tests.common import JewelFinmonitorCase

MONTH = date(2026, 9, 1)
LAST = date(2026, 9, 30)


class JewelKpiCase(JewelFinmonitorCase):
    """Two managers, and deals whose days are set as if time had passed."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager2 = cls._create_role_user("sales_manager", login="jewel_test_manager2")
        cls.kpi = cls.env["jewel.manager.kpi"]
        cls.statements = cls.env["jewel.bonus.statement"]
        cls.env["jewel.bonus.scheme"].search([]).active = False

    @classmethod
    def _deal_of(cls, user, created, **days):
        """A deal with its days: closed, offer, promised, ready, as ``closed_date`` and so on."""
        stage = "done" if days.pop("won", False) else "new"
        is_lost = days.pop("lost", False)
        deal = cls._create_deal(
            stage, user_id=user.id, **{"expected_revenue": days.pop("total", 1000)}
        )
        if is_lost:
            deal.action_set_lost(lost_reason_id=cls.env.ref("crm.lost_reason_1").id)
        cls.env.flush_all()
        cls.env.cr.execute(
            "UPDATE crm_lead SET create_date = %s WHERE id = %s", [f"{created} 07:00:00", deal.id]
        )
        cls.env.invalidate_all()
        cls.env["jewel.deal.finance"]._fill()
        deal.write(days)
        return deal

    @classmethod
    def _scheme(cls, **values):
        return cls.env["jewel.bonus.scheme"].create(
            {
                "name": "Managers",
                "valid_from": "2026-01-01",
                "company_id": cls.company.id,
                "plan_amount": 200000,
                "tier_ids": [
                    Command.create({"start": 0, "percent": 3}),
                    Command.create({"start": 100000, "percent": 5}),
                ],
                **values,
            }
        )

    def _facts_of(self, user, begin=MONTH, end=LAST):
        return self.kpi._read_facts(begin, end)[user]
