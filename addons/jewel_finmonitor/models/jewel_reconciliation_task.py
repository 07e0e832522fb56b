from odoo import models
from odoo.tools import format_date

TASK = "jewel_finmonitor.mail_activity_reconcile"


class JewelReconciliation(models.Model):
    """What a person must look at: said in words, with an owner and a task."""

    _inherit = "jewel.reconciliation"

    def _note_doubts(self, doubts):
        """Name the payments that would all do for a line, where only a person can tell."""
        lines = self.env["jewel.reconciliation.line"].sudo()
        payments = self.env["account.payment"].sudo()
        for key, entries in doubts.items():
            names = payments.browse([entry.key for entry in entries[:5]]).mapped("name")
            lines.browse(key).note = self.env._(
                "Several payments of this sum in these days: %(names)s. Choose one.",
                names=", ".join(name or "/" for name in names),
            )

    def _note_cancelled_deals(self):
        """A payment of a lost deal agrees with the source, and is a question all the same."""
        lines = self.env["jewel.reconciliation.line"].sudo()
        paid = lines.search(
            [
                ("reconciliation_id", "=", self.id),
                ("payment_id.payment_type", "=", "inbound"),
                ("payment_id.deal_id.active", "=", False),
                ("note", "=", False),
            ]
        )
        for line in paid:
            line.note = self.env._(
                "Deal «%(deal)s» is lost, its money has come: return it or take the deal up again.",
                deal=line.deal_id.name,
            )
            line.owner_id = line.owner_id or self.user_id

    def _assign_tasks(self):
        """One task a line that does not agree; what has been sorted out is no task any more."""
        lines = self.env["jewel.reconciliation.line"].sudo()
        kind = self.env.ref(TASK)
        tasks = self.env["mail.activity"].sudo()
        open_lines = lines.search(
            [
                ("reconciliation_id", "=", self.id),
                ("result", "!=", "matched"),
                ("reason", "=", False),
            ]
        )
        old = tasks.search(
            [
                ("res_model", "=", lines._name),
                ("activity_type_id", "=", kind.id),
                ("res_id", "in", lines.search([("reconciliation_id", "=", self.id)]).ids),
            ]
        )
        old.filtered(lambda task: task.res_id not in open_lines._ids).unlink()
        have = set(old.exists().mapped("res_id"))
        fresh = open_lines.filtered(lambda line: line.id not in have)
        fresh.filtered(lambda line: not line.owner_id).owner_id = self.user_id
        env = self.with_context(lang=self.user_id.lang).env
        deadline = self._get_last_day()
        tasks.with_context(mail_activity_quick_update=True).create(
            [
                {
                    "res_model_id": self.env["ir.model"]._get_id(lines._name),
                    "res_id": line.id,
                    "activity_type_id": kind.id,
                    "user_id": line.owner_id.id,
                    "date_deadline": deadline,
                    "summary": env._(
                        "%(origin)s: sort out %(sum)s of %(date)s",
                        origin=self.source_id.with_env(env).name,
                        sum=line.currency_id.format(line.stated_amount or line.booked_amount),
                        date=format_date(env, line.date),
                    ),
                }
                for line in fresh
            ]
        )
