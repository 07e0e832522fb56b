from odoo import api, models


class AmocrmFieldMap(models.Model):
    """amoCRM's types of fields as people call them."""

    _inherit = "amocrm.field.map"

    @api.model
    def _type_labels(self):
        return {
            "text": self.env._("Text"),
            "textarea": self.env._("Long text"),
            "url": self.env._("Link"),
            "numeric": self.env._("Number"),
            "monetary": self.env._("Amount of money"),
            "price": self.env._("Price"),
            "checkbox": self.env._("Tick"),
            "select": self.env._("List"),
            "radiobutton": self.env._("Switch"),
            "multiselect": self.env._("List of several"),
            "date": self.env._("Date"),
            "date_time": self.env._("Date and time"),
            "birthday": self.env._("Birthday"),
            "multitext": self.env._("Phones, e-mails"),
            "streetaddress": self.env._("Short address"),
            "smart_address": self.env._("Address"),
            "legal_entity": self.env._("Legal entity"),
            "tags": self.env._("Tags"),
            "tracking_data": self.env._("Advertising data"),
            "file": self.env._("File"),
            "user": self.env._("User"),
            "category": self.env._("Category"),
            "linked_entity": self.env._("Link to a record (not exchanged)"),
            "chained_list": self.env._("Chained list (not exchanged)"),
            "items": self.env._("Items of an invoice (not exchanged)"),
            "payer": self.env._("Payer (not exchanged)"),
            "supplier": self.env._("Supplier (not exchanged)"),
        }
