import csv
import io

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.jewel_base.assay import milligrams
from odoo.addons.jewel_base.const import WEIGHT_DIGITS
from odoo.addons.jewel_stock_ext.metal import exact

_TYPED = frozenset(
    {
        "line_ids",
        "receipt_no",
        "loss_norm",
        "difference_note",
        "message_follower_ids",
        "activity_ids",
    }
)
_FIRST_NORM = 0.02


class JewelHallmarkBatch(models.Model):
    """Pieces that go to the assay office together, and come back with marks and УИН."""

    _name = "jewel.hallmark.batch"
    _description = "Hallmark Batch"
    _inherit = ["mail.thread", "jewel.state.mixin"]
    _order = "id desc"

    _moves = {
        "draft": {"sent", "cancelled"},
        "sent": {"returned", "draft"},
        "returned": set(),
        "cancelled": set(),
    }

    name = fields.Char("Number", readonly=True, copy=False, default="/")
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("sent", "At the Assay Office"),
            ("returned", "Back"),
            ("cancelled", "Cancelled"),
        ],
        required=True,
        readonly=True,
        default="draft",
        index=True,
        copy=False,
        tracking=True,
    )
    date_sent = fields.Datetime("Sent on", readonly=True, copy=False)
    date_returned = fields.Datetime("Back on", readonly=True, copy=False)
    sent_by_id = fields.Many2one("res.users", "Sent by", readonly=True, copy=False)
    returned_by_id = fields.Many2one("res.users", "Taken back by", readonly=True, copy=False)
    receipt_no = fields.Char("Receipt of the Assay Office", copy=False)
    line_ids = fields.One2many("jewel.hallmark.line", "batch_id", "Pieces", copy=False)
    gross_out = fields.Float("Sent, g", compute="_compute_weights", digits=WEIGHT_DIGITS)
    gross_back = fields.Float("Back, g", compute="_compute_weights", digits=WEIGHT_DIGITS)
    loss_norm = fields.Float(
        "Norm of Loss by Assay, g a piece",
        digits=WEIGHT_DIGITS,
        default=lambda self: self._get_last_norm(),
    )
    difference_note = fields.Text("Why Masses Differ", copy=False, tracking=True)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )

    _norm_positive = models.Constraint("CHECK(loss_norm >= 0)", "A norm cannot be negative.")

    @api.model
    def _get_last_norm(self):
        return self.search([], limit=1).loss_norm or _FIRST_NORM

    @api.depends("line_ids.gross_out", "line_ids.gross_back")
    def _compute_weights(self):
        for batch in self:
            batch.gross_out = float(sum(exact(line.gross_out) for line in batch.line_ids))
            batch.gross_back = float(sum(exact(line.gross_back) for line in batch.line_ids))

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            vals["name"] = self.env["ir.sequence"].sudo().next_by_code(self._name) or "/"
        return super().create(vals_list)

    def write(self, vals):
        if not self.env.su and set(vals) - _TYPED:
            raise AccessError(self.env._("Numbers, dates and state of a batch are not typed."))
        if not self.env.su and any(batch.state in ("returned", "cancelled") for batch in self):
            raise UserError(self.env._("The batch is closed: what it says stays."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_draft_only(self):
        if any(batch.state != "draft" for batch in self):
            raise UserError(self.env._("A batch that was sent is history: it is not deleted."))

    # === THE DOOR === #

    def _jewel_at_hand(self):
        """These batches as superuser, locked: no line of theirs is written meanwhile."""
        self.check_access("write")
        batches = self.sudo()
        batches._lock()
        return batches

    def action_fill(self):
        """Take in all pieces that wait for the hallmark and are in no other batch."""
        self.ensure_one()
        self.check_access("write")
        lines = self.env["jewel.hallmark.line"].sudo()
        busy = lines.search([("batch_id.state", "in", ("draft", "sent"))]).production_id
        jobs = (
            self.env["mrp.production"]
            .sudo()
            .search(
                [
                    ("wait_reason_id.party", "=", "assay"),
                    ("company_id", "=", self.company_id.id),
                    ("id", "not in", busy.ids),
                ]
            )
        )
        if not jobs:
            raise UserError(self.env._("No piece waits for the hallmark."))
        self.line_ids = [fields.Command.create({"production_id": job.id}) for job in jobs]
        return True

    def action_send(self):
        """The pieces leave: their metal is at the assay office, their stages wait.

        :raise UserError: a piece without mass, or one that is not at the stage of hallmarking
        """
        batches = self._jewel_at_hand()
        for batch in batches:
            if not batch.line_ids:
                raise UserError(self.env._("Batch %s has no pieces.", batch.name))
            batch.line_ids._jewel_check_sendable()
        now = fields.Datetime.now()
        sent = batches._set_state("sent", {"date_sent": now, "sent_by_id": self.env.user.id})
        sent.line_ids._jewel_send()
        sent._post_jewel_sent()
        return True

    def action_unsend(self):
        """The office has not taken them: all is as before."""
        nobody = {"date_sent": False, "sent_by_id": False}
        self._jewel_at_hand()._set_state("draft", nobody).line_ids._jewel_unsend()
        return True

    def action_return(self):
        """The pieces are back: masses, marks and УИНы are booked, the stages are finished.

        :raise UserError: a mass is missing, or differs by more than the norm and nobody says why
        """
        batches = self._jewel_at_hand()
        for batch in batches:
            batch.line_ids._jewel_check_returnable()
            over = batch.line_ids.filtered("is_over")
            if over and not (batch.difference_note or "").strip():
                raise UserError(
                    self.env._(
                        "Masses differ by more than %(norm)s g a piece:\n%(lines)s\nIs it so? "
                        "Weigh again, or say why under “Why Masses Differ”.",
                        norm=exact(batch.loss_norm),
                        lines="\n".join(line._get_difference_text() for line in over),
                    )
                )
        now = fields.Datetime.now()
        by = {"date_returned": now, "returned_by_id": self.env.user.id}
        back = batches._set_state("returned", by)
        back.line_ids._jewel_return()
        back._post_jewel_returned()
        return True

    def action_cancel(self):
        self._jewel_at_hand()._set_state("cancelled")
        return True

    def _post_jewel_sent(self):
        """Hook: called once for batches that have left."""

    def _post_jewel_returned(self):
        """Hook: called once for batches that are back."""

    # === FILES === #

    def action_export(self):
        """The batch as CSV: what the office and the state system ask about each piece."""
        self.ensure_one()
        self.check_access("read")
        head = [
            self.env._("No."),
            self.env._("Job"),
            self.env._("Article"),
            self.env._("Product"),
            self.env._("Metal"),
            self.env._("Fineness"),
            self.env._("Pieces"),
            self.env._("Sent, g"),
            self.env._("Pure, g"),
            self.env._("Inserts"),
            self.env._("Back, g"),
            self.env._("Mark"),
            self.env._("UIN"),
        ]
        stream = io.StringIO()
        writer = csv.writer(stream, delimiter=";", lineterminator="\r\n")
        writer.writerow(head)
        writer.writerows(self.sudo()._get_rows())
        attachment = self.env["ir.attachment"].create(
            {
                "name": f"{self.name}.csv".replace("/", "-"),
                "raw": stream.getvalue().encode("utf-8-sig"),
                "res_model": self._name,
                "res_id": self.id,
            }
        )
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{attachment.id}?download=true",
            "target": "self",
        }

    @api.model
    def _get_grams_text(self, grams):
        return f"{milligrams(exact(grams))}".replace(".", ",")

    def _get_rows(self):
        """Lines of the batch as texts, for file and paper."""
        self.ensure_one()
        return [[str(number), *line._get_row()] for number, line in enumerate(self.line_ids, 1)]
