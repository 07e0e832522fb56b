from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

_FACTS = (
    "name",
    "birth_date",
    "citizenship_id",
    "document_kind",
    "document_number",
    "document_issuer",
    "document_date",
    "address",
)


class JewelClientIdentification(models.Model):
    """Who the client of a deal is, where 115-FZ asks for it (art. 7; kept for five years).

    A document is looked at, not copied: there is no place for its picture here, and no chatter that
    would repeat what is written. A record is not deleted, since the law wants it kept.
    """

    _name = "jewel.client.identification"
    _description = "Identification of a Client (115-FZ)"
    _order = "id desc"

    deal_id = fields.Many2one(
        "crm.lead", required=True, index=True, ondelete="restrict", readonly=True
    )
    user_id = fields.Many2one(related="deal_id.user_id", store=True, index=True, string="Manager")
    company_id = fields.Many2one(related="deal_id.company_id", store=True)
    name = fields.Char("Full Name")
    birth_date = fields.Date()
    citizenship_id = fields.Many2one("res.country", default=lambda self: self.env.ref("base.ru"))
    document_kind = fields.Selection(
        [
            ("passport", "Passport of a Citizen of Russia"),
            ("foreign", "Passport of a Foreign Citizen"),
            ("permit", "Residence Permit"),
            ("other", "Other Identity Document"),
        ],
        "Document",
        default="passport",
    )
    document_series = fields.Char("Series")
    document_number = fields.Char("Document No.")
    document_issuer = fields.Char("Issued by")
    document_date = fields.Date("Issued On")
    address = fields.Char("Address of Residence")
    checked_by_id = fields.Many2one("res.users", "Checked by", readonly=True)
    checked_at = fields.Datetime("Checked On", readonly=True)

    _deal_uniq = models.UniqueIndex(
        "(deal_id)", "The client of this deal has an identification already."
    )

    @api.constrains("birth_date", "document_date")
    def _check_dates(self):
        today = fields.Date.context_today(self)
        for one in self:
            if max(one.birth_date or today, one.document_date or today) > today:
                raise ValidationError(
                    self.env._("A birth and a document cannot be dated later than today.")
                )

    def write(self, vals):
        if not self.env.su and vals.keys() & {"checked_by_id", "checked_at", "deal_id"}:
            raise UserError(self.env._("Press «Document Checked»: it notes who and when."))
        if vals.keys() & {*_FACTS, "document_series"}:
            # What has been changed since was not checked.
            vals = {**vals, "checked_by_id": False, "checked_at": False}
        return super().write(vals)

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            vals.update(checked_by_id=False, checked_at=False)
        return super().create(vals_list)

    def action_check(self):
        """The user has seen the document and vouches for what is written."""
        for one in self:
            one.check_access("write")
            if missing := one._get_missing():
                raise UserError(
                    self.env._(
                        "Identification for deal %(deal)s: fill in %(fields)s.",
                        deal=one.deal_id.name,
                        fields=", ".join(missing),
                    )
                )
            one.sudo().write({"checked_by_id": self.env.uid, "checked_at": fields.Datetime.now()})
        return True

    def _get_missing(self):
        """Names of the empty fields; a Russian passport has a series of 4 and a number of 6."""
        names = [self._label(fname) for fname in _FACTS if not self[fname]]
        if self.document_kind == "passport":
            for fname, length in (("document_series", 4), ("document_number", 6)):
                digits = (self[fname] or "").replace(" ", "")
                if not (digits.isdigit() and len(digits) == length):
                    label = self.env._(
                        "%(name)s (%(number)s digits)", name=self._label(fname), number=length
                    )
                    names.append(label)
        return names

    def _label(self, fname):
        return self._fields[fname]._description_string(self.env)
