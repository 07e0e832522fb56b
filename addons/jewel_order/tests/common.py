import base64
import io

from PIL import Image

from odoo.addons.jewel_base.tests.common import JewelCase


def picture(colour="red", size=(1600, 1200), kind="PNG", mode="RGB"):
    """Bytes of an image of one colour."""
    output = io.BytesIO()
    Image.new(mode, size, colour).save(output, kind)
    return output.getvalue()


def open_cover(value):
    return Image.open(io.BytesIO(base64.b64decode(value)))


class JewelOrderCase(JewelCase):
    """A manager with a client; deals are made with `_create_deal`."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = cls.users["sales_manager"]
        cls.client_partner = cls.env["res.partner"].create({"name": "Client Zvezdochetov"})
        cls.type_ring = cls.env.ref("jewel_base.type_ring")
        cls.alloy = cls.env.ref("jewel_base.alloy_au585_white")
        cls.reason = cls.env.ref("jewel_order.cancel_reason_price")

    @classmethod
    def _create_deal(cls, stage="new", **values):
        return cls.env["crm.lead"].create(
            {
                "name": "Ring with a sapphire",
                "type": "opportunity",
                "partner_id": cls.client_partner.id,
                "user_id": cls.manager.id,
                "stage_id": cls.env.ref(f"jewel_order.stage_{stage}").id,
                "jewel_type_id": cls.type_ring.id,
                "alloy_id": cls.alloy.id,
                "item_description": "Thin ring",
                **values,
            }
        )

    @classmethod
    def _create_order(cls, deal, product=None, **line):
        product = product or cls.env["product.product"].create({"name": "Ring", "list_price": 100})
        return cls.env["sale.order"].create(
            {
                "partner_id": cls.client_partner.id,
                "opportunity_id": deal.id,
                "user_id": cls.manager.id,
                "order_line": [(0, 0, {"product_id": product.id, **line})],
            }
        )

    @classmethod
    def _create_sketch(cls, name="sketch.png", raw=None, **values):
        return cls.env["ir.attachment"].create({"name": name, "raw": raw or picture(), **values})
