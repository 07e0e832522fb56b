from odoo import api, fields, models
from odoo.exceptions import UserError


class JewelSalesReceipt(models.Model):
    """Printing: each version fixes the courier's sum, from the payments of that moment."""

    _inherit = "jewel.sales.receipt"

    version_ids = fields.One2many(
        "jewel.sales.receipt.version", "receipt_id", "Printed Versions", readonly=True
    )
    version_id = fields.Many2one(
        "jewel.sales.receipt.version",
        "Version in Force",
        compute="_compute_version_id",
        compute_sudo=True,
    )
    problems = fields.Text("Lacking for the Print", compute="_compute_problems")
    warnings = fields.Text("Look at This", compute="_compute_problems")

    @api.depends("version_ids.void_at")
    def _compute_version_id(self):
        for receipt in self:
            receipt.version_id = receipt.version_ids.filtered(lambda one: not one.void_at)[:1]

    def _compute_problems(self):
        for receipt in self:
            is_open = receipt.state == "issued"
            problems = receipt.sudo()._get_print_problems() if is_open else []
            warnings = receipt.sudo()._get_print_warnings() if is_open else []
            receipt.problems = "\n".join(problems) or False
            receipt.warnings = "\n".join(warnings) or False

    def _print(self):
        """The version to put on paper; a new one when anything has changed since the last.

        :return: `jewel.sales.receipt.version`
        :raise UserError: something is missing; all of it is named, and nothing is printed
        """
        self.ensure_one()
        self.check_access("read")
        self._lock()
        receipt = self.sudo()
        receipt._check_printable()
        content = receipt._in_russian()._prepare_content()
        version = receipt._get_valid_version()
        if version.content != content:
            receipt.version_id._void("replaced")
            version = receipt._create_version(content)
        receipt.message_post(
            body=self.env._("Printed: version %s", version.number),
            author_id=self.env.user.partner_id.id,
        )
        return version.with_env(self.env)

    def _get_valid_version(self):
        """The version whose sum is still the one to collect; empty when a print is needed."""
        version = self.version_id
        return version if version and version._recheck()["is_valid"] else version.browse()

    def _create_version(self, content):
        money = self._get_money()
        number = max(self.version_ids.mapped("number"), default=0) + 1
        return self.env["jewel.sales.receipt.version"].create(
            {
                "receipt_id": self.id,
                "number": number,
                "printed_at": fields.Datetime.now(),
                "printed_by_id": self.env.uid,
                "amount_total": money.total,
                "amount_paid": money.paid,
                "amount_collect": money.collect,
                "content": content,
                "qr_code": self._get_recheck_qr(number),
            }
        )

    def _check_printable(self):
        if self.state == "void":
            raise UserError(
                self.env._(
                    "Receipt %s is void and is not printed: print the one that is in force.",
                    self.name,
                )
            )
        if problems := self._get_print_problems():
            raise UserError(
                self.env._(
                    "Receipt %(receipt)s cannot be printed. Missing:\n%(problems)s",
                    receipt=self.name,
                    problems="\n".join(f"— {problem}" for problem in problems),
                )
            )

    def _in_russian(self):
        """The paper is Russian, whatever the language of who prints it."""
        russian = self.env["res.lang"]._get_data(code="ru_RU")
        return self.with_context(lang="ru_RU") if russian else self

    def _get_tz(self):
        return self.company_id._get_jewel_tz()

    def _get_today(self):
        """The day at the workshop, whoever asks and wherever he is."""
        return fields.Date.context_today(self.with_context(tz=self._get_tz()))

    # === ACTIONS === #

    def action_print(self):
        """PDF of the version in force, made when there is none."""
        version = self._print()
        return self.env.ref("jewel_invoicing.action_report_sales_receipt").report_action(version)

    def action_open_page(self):
        """The page with both copies, to be printed from the browser."""
        self.ensure_one()
        return {"type": "ir.actions.act_url", "url": self.receipt_url, "target": "new"}
