from odoo import models
from odoo.exceptions import UserError

from ..converter import Unusable
from ..values import text


class AmocrmFieldMap(models.Model):
    """Values that are more than one field or more than a label: addresses, companies, sources of
    advertising.
    """

    _inherit = "amocrm.field.map"

    # === ADDRESSES === #

    def _from_address(self, record):
        """Parts of the record's address; another text field is the whole address in one line."""
        parts = {
            "street": text(record.street),
            "street2": text(record.street2),
            "city": text(record.city),
            "state": text(record.state_id.name),
            "zip": text(record.zip),
            "country": text(record.country_id.name),
            "country_code": record.country_id.code,
        }
        return {part: value for part, value in parts.items() if value} or None

    def _address_vals(self, parts):
        """Values of all fields of an address; a region that Odoo does not know goes before the
        city.
        """
        country = self._country(parts.get("country"))
        state = self._state(country, parts.get("state"))
        city = parts.get("city")
        if parts.get("state") and not state:
            city = ", ".join(filter(None, (parts["state"], city)))
        return {
            "street": parts.get("street", False),
            "street2": parts.get("street2", False),
            "city": city or False,
            "zip": parts.get("zip", False),
            "state_id": state.id,
            "country_id": country.id,
        }

    def _country(self, label):
        """The country of a two-letter code or a name in any installed language."""
        countries = self.env["res.country"]
        if not label:
            return countries
        if found := countries.search([("code", "=ilike", label)], limit=1):
            return found
        for code, _name in self.env["res.lang"].get_installed():
            if found := self._search_label(countries.with_context(lang=code), label):
                return found[:1].with_env(self.env)
        raise Unusable("country", label)

    def _state(self, country, label):
        states = self.env["res.country.state"]
        if not (country and label):
            return states
        found = states.search([("country_id", "=", country.id), ("code", "=ilike", label)])
        return (
            found
            or self._search_label(states, label).filtered(lambda state: state.country_id == country)
        )[:1]

    # === COMPANIES === #

    def _legal_value(self, value):
        """What a field that is not a company can hold of a legal entity."""
        if self.field_name == "vat":
            return text(value.get("vat_id"))
        return text(value.get("name"))

    def _company_of(self, value):
        """The company of a legal entity: by tax number, by name, or a new one; brought up to
        date.
        """
        partners, vat = self.env["res.partner"], text(value.get("vat_id"))
        vals = self._prepare_company_vals(value)
        company = partners
        if vat:
            company = partners.search([("vat", "=", vat), ("is_company", "=", True)], limit=1)
        if not company and vals["name"]:
            company = partners.search(
                [("name", "=ilike", vals["name"]), ("is_company", "=", True), ("vat", "=", False)],
                limit=1,
            )
        if not (company or vals["name"]):
            raise Unusable("company", self.env._("it has no name."))
        return self._store_company(company, vals)

    def _store_company(self, company, vals):
        try:
            with self.env.cr.savepoint():
                if not company:
                    return company.create(vals)
                company.write({name: value for name, value in vals.items() if value})
        except UserError as error:
            raise Unusable("company", str(error)) from None
        return company

    def _prepare_company_vals(self, value):
        """Hook: values of the company of a legal entity.

        :param value: what amoCRM holds: ``name, entity_type`` (1 sole trader, 2 company), ``vat_id,
            tax_registration_reason_code, kpp, address, bank_code, …``
        """
        return {
            "name": text(value.get("name")),
            "vat": text(value.get("vat_id")) or False,
            "street": text(value.get("address")) or False,
            "is_company": True,
        }

    # === ADVERTISING === #

    def _record_by_label(self, label):
        """Override of the lookup: a source, medium or campaign that is new is made."""
        relation = self.field_id.relation
        if self.field_type == "tracking_data" and relation.startswith("utm."):
            return self.env["utm.mixin"]._find_or_create_record(relation, label)
        return super()._record_by_label(label)
