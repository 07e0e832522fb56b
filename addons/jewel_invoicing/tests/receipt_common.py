from odoo.fields import Command

from .common import JewelInvoicingCase


class SalesReceiptCase(JewelInvoicingCase):
    """A Russian workshop with all requisites; a deal of a weighed ring that is ready to ship."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("ru_RU")
        cls.rub = cls.env.ref("base.RUB")
        cls.rub.active = True
        cls.company.partner_id.write(
            {
                "country_id": cls.env.ref("base.ru").id,
                "vat": "7704012340",
                "kpp": "770401001",
                "company_registry": "1177746000013",
                "street": "Малый Златоустинский переулок, 5",
                "city": "Москва",
                "phone": "+7 495 000-00-01",
                "tz": "Europe/Moscow",
            }
        )
        cls.client_partner.write({"street": "Tajnaya 13", "city": "Москва"})
        cls.courier = cls.users["courier"]
        cls.product = cls.env["product.product"].create(
            {
                "name": "Ring of the catalogue",
                "default_code": "КЛ-007",
                "gross_weight": 8.25,
                "alloy_id": cls.alloy.id,
                "jewel_type_id": cls.type_ring.id,
                "taxes_id": False,
            }
        )
        cls.deal = cls._create_ready_deal(price_unit=50000)

    @classmethod
    def _create_ready_deal(cls, **line):
        deal = cls._create_deal(stage="ready", name="Deal of the receipt")
        order = cls._create_order(deal, cls.product, tax_ids=False, **line)
        order.order_line.composition = "1 sapphire 0.60 ct"
        return deal

    @classmethod
    def _ship(cls, deal=None, **values):
        """The receipt of a deal that its manager has moved to «Shipping»."""
        deal = deal or cls.deal
        deal.with_user(cls.manager)._jewel_set_stage("shipping")
        receipt = deal.receipt_ids.filtered(lambda one: one.state == "issued")
        receipt.write(
            {
                "courier_id": cls.courier.id,
                "address": "Tajnaya 13",
                "intercom": "code 4587",
                "phone": "+7 999 000-11-22",
                "comment": "Ring the neighbour",
                **values,
            }
        )
        return receipt

    @classmethod
    def _pay_by_hand(cls, amount, way="cash", deal=None):
        """Money that has come in another way than by the link, registered by the accountant."""
        wizard = cls.env["jewel.pay.register"].with_user(cls.users["accountant"])
        wizard.create(
            {"deal_id": (deal or cls.deal).id, "way": way, "amount": amount}
        ).action_register()

    @classmethod
    def _identify(cls, deal=None):
        identification = cls.env["jewel.client.identification"].create(
            {
                "deal_id": (deal or cls.deal).id,
                "name": "Звездочётов Пётр Ильич",
                "birth_date": "1980-05-17",
                "document_kind": "passport",
                "document_series": "45 09",
                "document_number": "987654",
                "document_issuer": "ОВД «Хамовники»",
                "document_date": "2005-06-01",
                "address": "Москва, Тайная, 13",
            }
        )
        identification.with_user(cls.manager).action_check()
        return identification

    def _texts(self, content, copy):
        """All texts of one copy's markup, as its reader sees them."""
        html = self.env["ir.qweb"]._render(
            f"jewel_invoicing.sales_receipt_{copy}", self._sheet_values(content)
        )
        return str(html)

    def _sheet_values(self, version):
        sheet = version.receipt_id._prepare_sheet(version.content, version)
        keys = ("seller", "sums", "courier")
        return {"sheet": sheet, **{key: sheet[key] for key in keys}}

    @classmethod
    def _vat(cls, percent=22):
        return cls.env["account.tax"].create(
            {
                "name": f"VAT {percent}",
                "amount": percent,
                "type_tax_use": "sale",
                "price_include_override": "tax_included",
            }
        )

    @classmethod
    def _add_order(cls, deal, *lines):
        return cls.env["sale.order"].create(
            {
                "partner_id": cls.client_partner.id,
                "opportunity_id": deal.id,
                "user_id": cls.manager.id,
                "order_line": [
                    Command.create({"product_id": cls.product.id, "tax_ids": False, **line})
                    for line in lines
                ],
            }
        )
