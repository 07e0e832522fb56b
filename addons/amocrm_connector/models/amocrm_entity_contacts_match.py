from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..values import contact_key, phone, text

# The last ten digits of a phone; of each of the other phones, as an array.
PHONE_DIGITS = r"right(regexp_replace(phone, '\D', '', 'g'), 10)"
OTHER_DIGITS = (
    r"string_to_array(regexp_replace(regexp_replace(phone_other, '[^0-9,]', '', 'g'),"
    r" '[0-9]*([0-9]{10})(?=,|$)', '\1', 'g'), ',')"
)


class AmocrmEntityContacts(models.AbstractModel):
    """A new contact may be a partner that we have already, or one that was merged in amoCRM."""

    _inherit = "amocrm.entity.contacts"

    @api.model
    def _match(self, binding, remote, told):
        """Bind to the one partner who has the contact's phone, among his other phones when it is
        nobody's first one, else its e-mail.
        """
        found = self._by_phone(binding, remote) or self._by_email(binding, remote)
        if len(found) == 1:
            binding.write({"model": found._name, "res_id": found.id, "is_detached": False})
        elif found:
            told.append(
                self.env._(
                    "Contact “%(contact)s” from amoCRM fits several contacts here (%(names)s); a "
                    "new one was made. Merge them if they are the same.",
                    contact=remote.get("name") or binding.external_id,
                    names=", ".join(found[:5].mapped("display_name")),
                )
            )

    @api.model
    def _by_phone(self, binding, remote):
        wanted = self._wanted_phones(remote)
        ids = [partner_id for partner_id, _digits in self._rows_by_digits(wanted)]
        found = self._free_partners(binding, [("id", "in", ids)])
        others = found.filtered(lambda partner: wanted & set(map(phone, other_phones(partner))))
        return found.filtered(lambda partner: phone(partner.phone) in wanted) or others

    @api.model
    def _by_email(self, binding, remote):
        wanted = list(self._wanted_mails(remote))
        return self._free_partners(binding, [("email_normalized", "in", wanted)])

    @api.model
    def _wanted_phones(self, remote):
        numbers = {phone(value) for value in values_of(remote, "PHONE")}
        return {number for number in numbers if len(number) >= 7}

    @api.model
    def _wanted_mails(self, remote):
        return {contact_key(value) for value in values_of(remote, "EMAIL")}

    @api.model
    def _rows_by_digits(self, numbers):
        """(partner, last ten digits of a phone of his) where they are those of one of the
        numbers.
        """
        if not numbers:
            return []
        self.env["res.partner"].flush_model(["phone", "phone_other"])
        wanted = [number[-10:] for number in numbers]
        return self.env.execute_query(
            SQL(
                """
                SELECT id, %(first)s FROM res_partner WHERE %(first)s = ANY(%(wanted)s)
                 UNION ALL
                SELECT id, digits FROM res_partner, unnest(%(others)s) AS digits
                 WHERE phone_other IS NOT NULL AND %(others)s && %(wanted)s::text[]
                   AND digits = ANY(%(wanted)s)
                """,
                first=SQL(PHONE_DIGITS),
                others=SQL(OTHER_DIGITS),
                wanted=wanted,
            )
        )

    @api.model
    def _free_partners(self, binding, domain, limit=6):
        """Partners of that kind which no contact means yet, also none of another account: two would
        quarrel over them. People who log in are left alone: nobody outside may rename them.
        """
        bound = self.env["amocrm.binding"]._search(
            [
                ("model", "=", "res.partner"),
                ("is_detached", "=", False),
                ("res_id", "!=", False),
            ]
        )
        return self.env["res.partner"].search(
            Domain(domain)
            & Domain("is_company", "=", self._amo_entity == "companies")
            & Domain("type", "=", "contact")
            & Domain("active", "=", True)
            & Domain("user_ids", "=", False)
            & Domain("company_id", "in", (False, binding.account_id.company_id.id))
            & Domain("id", "not in", bound.subselect("res_id")),
            limit=limit,
        )

    @api.model
    def _rebind(self, account, old_number, contact):
        """A contact that is gone was merged into ``contact``: the partner stays the same one."""
        old, new = self._binding(account, old_number), self._binding(account, contact["id"])
        partner = old._record() if old else self.env["res.partner"]
        if not partner or (new and new._record()) or not self._is_same(partner, contact):
            return
        new._set_aside()
        old.write({"external_id": str(contact["id"]), "is_deleted": False})

    @api.model
    def _is_same(self, partner, contact):
        """Whether they have a phone, an e-mail or the whole name in common."""
        ours = [partner.phone, partner.email, *other_phones(partner)]
        theirs = {contact_key(value) for value in values_of(contact, "PHONE", "EMAIL")}
        return bool(
            {contact_key(value) for value in ours if value} & theirs
            or (text(partner.name) or "").casefold() == (text(contact.get("name")) or "").casefold()
        )


def other_phones(partner):
    """Phones of a partner besides the first one, as they were written."""
    return filter(None, map(text, (partner.phone_other or "").split(",")))


def values_of(entity, *codes):
    """Texts of an entity's fields with one of the ``codes``."""
    found = []
    for item in entity.get("custom_fields_values") or []:
        if item.get("field_code") in codes:
            found += [text(value.get("value")) for value in item.get("values") or []]
    return [value for value in found if value]
