from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import formatLang

from ..engraving import compare


class JewelQualityCheckLine(models.Model):
    _name = "jewel.quality.check.line"
    _description = "Checked Item"
    _order = "check_id, sequence, id"

    check_id = fields.Many2one(
        "jewel.quality.check", required=True, index=True, ondelete="cascade", readonly=True
    )
    check_state = fields.Selection(related="check_id.state")
    item_id = fields.Many2one("jewel.check.item", index="btree_not_null", readonly=True)
    sequence = fields.Integer(readonly=True)
    name = fields.Char("What Is Checked", required=True, readonly=True)
    kind = fields.Selection(
        [
            ("yes_no", "Good or not"),
            ("measure", "Measure"),
            ("engraving", "Engraving, letter by letter"),
            ("pair", "Two masses of a pair"),
        ],
        required=True,
        readonly=True,
    )
    unit = fields.Char(readonly=True)
    minimum = fields.Float(digits=(16, 4), readonly=True)
    maximum = fields.Float(digits=(16, 4), readonly=True)
    limit_unit = fields.Selection(
        [("percent", "% of the heavier one"), ("gram", "g")], readonly=True
    )
    result = fields.Selection([("good", "Good"), ("bad", "Bad")], readonly=True)
    value = fields.Float("Measured", digits=(16, 4), readonly=True)
    value_second = fields.Float("Second Half", digits=(16, 4), readonly=True)
    text_read = fields.Char("Read on the Piece", readonly=True)
    note = fields.Text("Remark", readonly=True)
    user_id = fields.Many2one("res.users", "By", readonly=True)
    date = fields.Datetime("When", readonly=True)

    def action_good(self):
        """One tap for what is seen at a glance; what is measured or read asks for it."""
        self.ensure_one()
        if self.kind != "yes_no":
            return self._action_enter("good")
        self._jewel_enter({"result": "good"})
        return True

    def action_bad(self):
        self.ensure_one()
        return self._action_enter("bad")

    def _action_enter(self, result):
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "jewel_production.jewel_quality_entry_action"
        )
        action["name"] = self.name
        action["context"] = {"default_line_id": self.id, "default_result": result}
        return action

    # === THE DOOR === #

    def _jewel_enter(self, vals):
        """Note the finding of the user, who may have read rights only.

        :param vals: ``result`` for a glance; ``value``, ``value_second`` or ``text_read``, from
            which the result follows; ``note``
        """
        self.ensure_one()
        self.check_access("read")
        self.check_id.workorder_id._jewel_check_role()
        line = self.sudo()
        line.check_id.production_id._jewel_lock()
        line.check_id._check_open()
        line.check_id.workorder_id._jewel_check_taken(self.env.user)
        result, finding = getattr(line, f"_judge_{line.kind}")(vals)
        note = "\n".join(filter(None, [finding, (vals.get("note") or "").strip()]))
        if result == "bad" and not note:
            raise UserError(self.env._("Say in a word what is wrong with “%s”.", line.name))
        line.write(
            {
                **vals,
                "result": result,
                "note": note,
                "user_id": self.env.uid,
                "date": fields.Datetime.now(),
            }
        )
        line.check_id._settle()

    def _judge_yes_no(self, vals):
        return vals["result"], ""

    def _judge_measure(self, vals):
        value = vals.get("value") or 0
        if value <= 0:
            raise UserError(self.env._("Enter what you have measured for “%s”.", self.name))
        if value < self.minimum or (self.maximum and value > self.maximum):
            return "bad", self.env._(
                "%(value)s is outside %(low)s – %(high)s %(unit)s",
                value=self._get_number_text(value),
                low=self._get_number_text(self.minimum),
                high=self._get_number_text(self.maximum) if self.maximum else "∞",
                unit=self.unit or "",
            )
        return self._good_unless_said(vals), ""

    def _judge_pair(self, vals):
        first, second = vals.get("value") or 0, vals.get("value_second") or 0
        if first <= 0 or second <= 0:
            raise UserError(self.env._("Weigh both halves of the pair and enter both masses."))
        difference = abs(first - second)
        measured = difference
        if self.limit_unit == "percent":
            measured = difference / max(first, second) * 100
        if measured > self.maximum + 1e-9:
            return "bad", self.env._(
                "The halves differ by %(difference)s g: %(first)s and %(second)s; "
                "allowed: %(limit)s %(unit)s",
                difference=self._get_number_text(difference),
                first=self._get_number_text(first),
                second=self._get_number_text(second),
                limit=self._get_number_text(self.maximum),
                unit="%" if self.limit_unit == "percent" else self.env._("g"),
            )
        return self._good_unless_said(vals), ""

    def _judge_engraving(self, vals):
        self._check_second_person()
        differences = compare(self.check_id.production_id.engraving, vals.get("text_read"))
        if differences:
            return "bad", "\n".join(self._get_difference_text(one) for one in differences)
        return self._good_unless_said(vals), ""

    def _good_unless_said(self, vals):
        """What measures well may still be bad, if the controller says so and why."""
        return "bad" if vals.get("result") == "bad" and vals.get("note") else "good"

    def _check_second_person(self):
        """Nobody finds his own mistakes: the text is read by another than who has cut it."""
        job = self.check_id.production_id
        cut = job.workorder_ids.filtered(
            lambda order: order.workcenter_id.is_engraving and order.state == "done"
        )
        if self.env.user in cut.jeweller_id:
            raise UserError(
                self.env._(
                    "You have engraved job %s yourself: let somebody else read the text.", job.name
                )
            )

    # === TEXTS === #

    def _get_difference_text(self, difference):
        words = {
            "space": self.env._("the spaces differ"),
            "missing": self.env._("missing on the piece"),
            "extra": self.env._("too much on the piece"),
            "lookalike": self.env._("they look alike, but one is Russian and one is Latin"),
            "case": self.env._("capital and small letter"),
            "yo": self.env._("ё and е"),
            "sign": self.env._("another shape of the same sign"),
            "letter": self.env._("another letter"),
        }
        return self.env._(
            "Sign %(place)s: ordered “%(expected)s”, read “%(found)s” – %(kind)s",
            place=difference.place,
            expected=difference.expected.replace(" ", "␣"),
            found=difference.found.replace(" ", "␣"),
            kind=words[difference.kind],
        )

    def _get_finding(self):
        return f"{self.name}: {self.note}".replace("\n", "; ")

    def _get_number_text(self, value):
        """``value`` as the user writes it, without zeros at the end."""
        return formatLang(self.env, value, digits=4).rstrip("0").rstrip(",.")
