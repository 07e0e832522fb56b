from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.jewel_base.const import WEIGHT_DIGITS

from ..const import PURE_DIGITS
from ..metal import PURE_STEP, exact, pure, share


class JewelRefine(models.Model):
    """Sealed lots that a refiner gets, and what comes back of them."""

    _name = "jewel.refine"
    _description = "Sending to the Refiner"
    _inherit = ["mail.thread", "mail.activity.mixin", "jewel.state.mixin"]
    _order = "id desc"

    _moves = {
        "draft": {"sent", "cancelled"},
        "sent": {"settled"},
        "settled": set(),
        "cancelled": set(),
    }

    name = fields.Char("Number", readonly=True, copy=False, default="/", index="trigram")
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("sent", "At the Refiner"),
            ("settled", "Settled"),
            ("cancelled", "Cancelled"),
        ],
        required=True,
        readonly=True,
        default="draft",
        index=True,
        tracking=True,
        copy=False,
    )
    partner_id = fields.Many2one("res.partner", "Refiner", required=True, ondelete="restrict")
    lot_ids = fields.One2many("jewel.refine.lot", "refine_id", "Lots")
    sent_on = fields.Datetime(readonly=True, copy=False)
    settled_on = fields.Datetime(readonly=True, copy=False)
    recovery_percent = fields.Float(
        "Recovery by Norm, %",
        digits=(6, 3),
        required=True,
        default=lambda self: self.env.company.refine_percent,
    )
    gross_weight = fields.Float("Gross, g", compute="_compute_weights", digits=WEIGHT_DIGITS)
    book_pure_weight = fields.Float(
        "Pure by Book, g", compute="_compute_weights", digits=PURE_DIGITS
    )
    expected_pure_weight = fields.Float(
        "Expected Pure, g", compute="_compute_weights", digits=PURE_DIGITS
    )
    assay_no = fields.Char("Assay No.")
    returned_alloy_id = fields.Many2one("jewel.alloy", "Returned as", ondelete="restrict")
    returned_weight = fields.Float(
        "Recovered, g", digits=WEIGHT_DIGITS, help="Grams of the returned alloy, fee included."
    )
    fee_weight = fields.Float("Fee in Kind, g", digits=WEIGHT_DIGITS)
    fee_amount = fields.Monetary("Fee in Money")
    currency_id = fields.Many2one(related="company_id.currency_id")
    recovered_pure_weight = fields.Float("Recovered Pure, g", digits=PURE_DIGITS, readonly=True)
    residue_weight = fields.Float(
        "Rounding Residue, Pure g",
        digits=PURE_DIGITS,
        readonly=True,
        help="What was left over by rounding the shares down; the largest remainders got it.",
    )
    entry_ids = fields.One2many("jewel.metal.entry", "refine_id", "Entries", readonly=True)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )

    _sane = models.Constraint(
        "CHECK(recovery_percent > 0 AND recovery_percent <= 100 AND fee_weight >= 0"
        " AND returned_weight >= fee_weight AND fee_amount >= 0)",
        "Recovery lies between 0 and 100 %, and the fee is no more than what was recovered.",
    )

    @api.depends("lot_ids.gross_weight", "lot_ids.pure_weight", "recovery_percent")
    def _compute_weights(self):
        for refine in self:
            book = sum((lot._get_pure() for lot in refine.lot_ids), Decimal(0))
            refine.gross_weight = sum(refine.lot_ids.mapped("gross_weight"))
            refine.book_pure_weight = float(book)
            refine.expected_pure_weight = float(book * exact(refine.recovery_percent, 3) / 100)

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._jewel_check_by_action(vals)
            vals["name"] = self.env["ir.sequence"].sudo().next_by_code(self._name) or "/"
        return super().create(vals_list)

    def write(self, vals):
        self._jewel_check_by_action(vals)
        if not self.env.su and any(refine.state == "settled" for refine in self):
            raise UserError(self.env._("What has been settled with the refiner stays."))
        return super().write(vals)

    def _jewel_check_by_action(self, vals):
        by_action = {"name", "sent_on", "settled_on", "recovered_pure_weight", "residue_weight"}
        if not self.env.su and (set(vals) & by_action or vals.get("state", "draft") != "draft"):
            raise AccessError(self.env._("State and shares of a sending are set by its buttons."))

    @api.ondelete(at_uninstall=False)
    def _unlink_only_draft(self):
        if self.filtered(lambda refine: refine.state not in ("draft", "cancelled")):
            raise UserError(self.env._("What was sent to the refiner is settled, never deleted."))

    def _jewel_at_hand(self):
        self.ensure_one()
        self.check_access("write")
        refine = self.sudo()
        refine._lock()
        refine.invalidate_recordset(["state"])
        return refine

    def action_send(self):
        """The lots leave the vault for the refiner."""
        refine = self._jewel_at_hand()
        if not refine.lot_ids:
            raise UserError(self.env._("%s: add the lots that are sent.", refine.name))
        if not refine._set_state("sent", {"sent_on": fields.Datetime.now()}):
            return True
        refine.lot_ids._set_state("sent")
        refinery = self.env["stock.location"]._jewel_get_holder("refinery", refine.company_id)
        self.env["jewel.metal.entry"]._jewel_post(
            [
                vals
                for lot in refine.lot_ids
                for vals in lot._prepare_entries(
                    "refine", lot.vault_id, refinery, refine_id=refine.id, ref=refine.name
                )
            ]
        )
        return True

    def action_cancel(self):
        """Nothing is sent; the lots wait for another sending."""
        refine = self._jewel_at_hand()
        refine._set_state("cancelled")
        refine.lot_ids.refine_id = False
        return True

    def action_settle(self):
        """Book what came back, clear the refiner, and share the grams out to the masters."""
        refine = self._jewel_at_hand()
        if refine.state == "settled":
            return True
        if not refine.returned_alloy_id or not refine.returned_weight:
            raise UserError(
                self.env._(
                    "%s: enter by the settlement which metal came back, and how much.", refine.name
                )
            )
        refine._set_state("settled")
        alloy = refine.returned_alloy_id
        recovered = pure(exact(refine.returned_weight), exact(alloy.fineness, 1))
        self.env["jewel.metal.entry"]._jewel_post(refine._prepare_settlement(recovered))
        lots = refine.lot_ids
        weights = [lot._get_pure() for lot in lots]
        parts = share(recovered, weights, PURE_STEP)
        for lot, part in zip(lots, parts, strict=True):
            lot.recovered_pure_weight = float(part)
        total = sum(weights)
        floors = sum(
            (recovered * weight / total).quantize(PURE_STEP, "ROUND_DOWN") for weight in weights
        )
        lots._set_state("settled")
        refine.write(
            {
                "settled_on": fields.Datetime.now(),
                "recovered_pure_weight": float(recovered),
                "residue_weight": float(recovered - floors),
            }
        )
        refine.activity_unlink(["mail.mail_activity_data_warning"])
        refine._post_jewel_settled()
        return True

    def _prepare_settlement(self, recovered):
        """Entries after which the refiner has neither mass nor pure metal of these lots.

        Metal comes back, the fee stays with him; mass that did not come back was dirt or loss,
        and pure metal that the book had too much or too little is an assay of its own.
        """
        places = self.env["stock.location"]
        [refinery, losses, surplus, supplier] = [
            places._jewel_get_holder(kind, self.company_id)
            for kind in ("refinery", "loss", "surplus", "supplier")
        ]
        fee, back = exact(self.fee_weight), exact(self.returned_weight)
        alloy, first = self.returned_alloy_id, self.lot_ids.line_ids[0].alloy_id
        sent = sum((exact(line.gross_weight) for line in self.lot_ids.line_ids), Decimal(0))
        lacking = sum((lot._get_pure() for lot in self.lot_ids), Decimal(0)) - recovered
        dirt = sent - back
        vault = self.lot_ids[0].vault_id
        rows = [
            ("refine", refinery, vault, alloy, {"gross_weight": back - fee}),
            ("refine", refinery, supplier, alloy, {"gross_weight": fee}),
        ]
        ends = (refinery, losses) if dirt > 0 else (losses, refinery)
        rows.append(("loss", *ends, first, {"gross_weight": abs(dirt), "fineness": 0}))
        ends = (refinery, losses) if lacking > 0 else (surplus, refinery)
        rows.append(("assay", *ends, first, {"gross_weight": 0, "pure_weight": abs(lacking)}))
        return [
            {
                "operation": operation,
                "location_id": source.id,
                "location_dest_id": dest.id,
                "alloy_id": metal.id,
                "refine_id": self.id,
                "ref": self.name,
                "user_id": self.env.uid,
                "company_id": self.company_id.id,
                **{key: float(grams) for key, grams in weights.items()},
            }
            for operation, source, dest, metal, weights in rows
            if weights["gross_weight"] or weights.get("pure_weight")
        ]

    def _post_jewel_settled(self):
        """Hook: called once after the refiner has settled and the grams are shared out."""

    def action_print(self):
        """List of what the refiner gets."""
        return self.env.ref("jewel_stock_ext.action_report_refine").report_action(self)

    @api.model
    def _cron_overdue(self):
        """What the refiner has not settled in time becomes an activity, once."""
        now = fields.Datetime.now()
        warning = self.env.ref("mail.mail_activity_data_warning")
        for refine in self.search([("state", "=", "sent")]):
            days = refine.company_id.refine_days
            if (
                now - refine.sent_on
            ).days < days or warning in refine.activity_ids.activity_type_id:
                continue
            keeper = refine.lot_ids[:1].vault_id.responsible_id or refine.create_uid
            env = refine.with_context(lang=keeper.lang).env  # at night there is no language
            refine.activity_schedule(
                "mail.mail_activity_data_warning",
                user_id=keeper.id,
                summary=env._("Refiner has not settled within %s days", days),
            )
