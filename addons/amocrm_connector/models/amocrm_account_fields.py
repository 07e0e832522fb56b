from odoo import api, fields, models
from odoo.exceptions import UserError

from ..exceptions import AmocrmRejected


class AmocrmAccount(models.Model):
    """Fields that we need in amoCRM and make there where they are missing."""

    _inherit = "amocrm.account"

    missing_fields = fields.Char(
        string="Fields to Create", compute="_compute_missing_fields", compute_sudo=True
    )

    @api.model
    def _own_fields(self):
        """Hook: the fields that amoCRM should have, as its API takes them, with ``entity``.

        ``code`` is what they are found by, for ever; ``enums`` of a select are texts.
        """
        return [
            {
                "entity": "leads",
                "code": "ODOO_LEAD_ID",
                "type": "text",
                "name": self.env._("Deal number in Odoo"),
                "is_api_only": True,
            },
            {
                "entity": "leads",
                "code": "ODOO_ORDER",
                "type": "text",
                "name": self.env._("Order number"),
            },
        ]

    @api.depends("field_map_ids.code", "field_map_ids.name", "field_map_ids.active")
    def _compute_missing_fields(self):
        for account in self:
            names = [field["name"] for field in account._for_work()._missing_own_fields()]
            account.missing_fields = ", ".join(names)

    def _missing_own_fields(self):
        """Those of :meth:`_own_fields` that amoCRM has neither by code nor by name and type."""
        self.ensure_one()
        rows = self.field_map_ids.filtered("active")
        known = {(row.entity, row.code) for row in rows if row.code}
        known |= {_likeness(row.entity, row.name, row.field_type) for row in rows}
        return [
            field
            for field in self._own_fields()
            if (field["entity"], field["code"]) not in known
            and _likeness(field["entity"], field["name"], field["type"]) not in known
        ]

    def action_create_own_fields(self):
        """Make the missing fields in amoCRM, then read what is there and propose pairs."""
        for account in self:
            wanted = account._for_work()._own_fields()
            account._store_reference(
                account._ask(lambda client, wanted=wanted: self._make_fields(client, wanted))
            )
        return self._notice(self.env._("amoCRM has all the fields that are needed."))

    def _make_fields(self, client, wanted):
        """Look, make what is missing one by one, look again. A lost answer makes nothing twice:
        whoever presses the button again looks first.
        """
        known = self._known_fields(self._fetch_reference(client))
        for field in wanted:
            likeness = _likeness(field["entity"], field["name"], field["type"])
            if known.isdisjoint({(field["entity"], field["code"]), likeness}):
                self._make_field(client, field)
        return self._fetch_reference(client)

    @staticmethod
    def _known_fields(reference):
        known = set()
        for entity, definitions in reference["fields"].items():
            for item in definitions:
                known |= {
                    (entity, item.get("code")),
                    _likeness(entity, item.get("name"), item.get("type")),
                }
        return known

    def _make_field(self, client, field):
        body = {key: value for key, value in field.items() if key not in ("entity", "enums")}
        if field.get("enums"):
            body["enums"] = [
                {"value": text, "sort": number} for number, text in enumerate(field["enums"], 1)
            ]
        try:
            client.post(f"/api/v4/{field['entity']}/custom_fields", [body])
        except AmocrmRejected as error:
            raise UserError(
                self.env._(
                    "amoCRM refused to create the field “%(field)s” (%(error)s). The token must be "
                    "an administrator's; or make a field with code %(code)s by hand.",
                    field=field["name"],
                    error=error,
                    code=field["code"],
                )
            ) from error

    def _propose_field(self, row):
        """Override: a field made by hand under the name of one of ours is as good as that one."""
        codes = {
            _likeness(field["entity"], field["name"], field["type"]): field["code"]
            for field in self._own_fields()
        }
        code = codes.get(_likeness(row.entity, row.name, row.field_type))
        proposal = code and self._field_proposals().get((row.entity, code))
        return proposal or super()._propose_field(row)


def _likeness(entity, name, kind):
    return entity, (name or "").strip().casefold(), kind
