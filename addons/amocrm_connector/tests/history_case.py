import time
from copy import deepcopy

from odoo.tests import new_test_user

from .common import AmocrmCase, hook
from .crash import Killed, dying_at
from .history_fields import PHONES


class HistoryCase(AmocrmCase):
    """A deal with its contact, known on both sides, and a neighbour; every history begins there."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = new_test_user(
            cls.env, "vera", groups="sales_team.group_sale_manager,base.group_partner_manager"
        )
        for row in cls.account.field_map_ids.filtered(lambda row: row.entity == "contacts"):
            row._set_field(row.field_name, direction="both")
        cls.rows = cls.account.field_map_ids.filtered(
            lambda row: row.field_id and row.direction == "both"
        )

    def setUp(self):
        super().setUp()
        self.amo.clock = int(time.time())
        self.account.events_until = self.account.polled_until
        contact = self.amo.add_contact("Anna", phones=(f"+{PHONES[0]}",))
        deal = self.amo.add_deal(contact=contact, price=1)
        neighbour = self.amo.add_deal()
        self.numbers = {"deal": deal["id"], "contact": contact["id"], "other": neighbour["id"]}
        self.receive(*(hook("leads", "add", row["id"]) for row in (deal, neighbour)))
        self.run_crons()
        self.run_all()
        self.start = self.amo

    def begin(self, owner):
        """A copy of the start, in which ``owner``'s value stands after a conflict."""
        type(self).amo = deepcopy(self.start)
        self.amo.clock = int(time.time())  # amoCRM's is right, however long the others took
        if owner != "amo":
            self.rows.write({"owner": owner})
            self.account.stage_owner = owner

    def rolled_back(self, play, *args):
        """Play in a savepoint, so that the next history begins where this one did."""
        savepoint = self.cr.savepoint()
        try:
            play(*args)
        finally:
            savepoint.close(rollback=True)
            self.env.invalidate_all(flush=False)
            type(self).amo = self.start

    def run_all(self):
        """Until there is nothing to do any more."""
        for _run in range(10):
            if not self.env["amocrm.mark"].search_count([]):
                break
            self.run_crons()

    def die_at(self, model, step, after, *crons):
        """Jobs of a server that dies at the step, if it comes to that."""
        self.env.flush_all()
        with dying_at(self.env.registry[model], step, after), self.registry.cursor() as cr:
            env = self.env(cr=cr)
            try:
                self.end_waiting(env)
                for name, cron in crons:
                    getattr(env[name], cron)()
            except Killed:
                cr.rollback()
        self.env.invalidate_all()

    def die_exchanging(self, entity, step, after):
        self.die_at(
            f"amocrm.entity.{entity}",
            step,
            after,
            ("amocrm.event", "_cron_process"),
            ("amocrm.binding", "_cron_sync"),
        )

    def stamp_marks(self, since):
        """Edits of Odoo happen by the clock of the story: marks after number ``since``."""
        self.env.flush_all()
        self.amo.clock += 1
        self.env.cr.execute(
            "UPDATE amocrm_mark SET create_date = to_timestamp(%s) AT TIME ZONE 'UTC' "
            "WHERE id > %s",
            (self.amo.clock, since),
        )
        self.env.invalidate_all()

    def last_mark(self):
        self.env.flush_all()
        return self.env["amocrm.mark"].search([], order="id desc", limit=1).id or 0
