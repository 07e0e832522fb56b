"""A vault with gold, two masters, and entries, for tests here and in later addons."""

from odoo.addons.jewel_base.tests.common import JewelCase


class MetalCase(JewelCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.keeper = cls.users["storekeeper"]
        cls.head = cls.users["production_head"]
        cls.master = cls.users["jeweller"]
        cls.colleague = cls._create_role_user("jeweller", login="jewel_test_colleague2")
        cls.entries = cls.env["jewel.metal.entry"]
        cls.balances = cls.env["jewel.metal.balance"]
        cls.white = cls.env["jewel.alloy"].create({"name": "Test white 585", "fineness": 585})
        cls.red = cls.env["jewel.alloy"].create({"name": "Test red 585", "fineness": 585})
        places = cls.env["stock.location"]
        cls.vault = places._jewel_get_holder("vault")
        cls.supplier = places._jewel_get_holder("supplier")
        cls.losses = places._jewel_get_holder("loss")
        cls.bench = cls.master._make_metal_location()
        cls.other_bench = cls.colleague._make_metal_location()
        cls.client_partner = cls.env["res.partner"].create({"name": "Client Serebryakov"})

    @classmethod
    def _post(cls, source, dest, gross, operation="pass", alloy=None, **vals):
        return cls.entries._jewel_post(
            [
                {
                    "operation": operation,
                    "location_id": source.id,
                    "location_dest_id": dest.id,
                    "alloy_id": (alloy or cls.white).id,
                    "gross_weight": gross,
                    **vals,
                }
            ]
        )

    @classmethod
    def _receive(cls, gross, **vals):
        return cls._post(cls.supplier, cls.vault, gross, "receipt", **vals)

    def _get_gross(self, place, alloy=None, owner=None):
        return self.balances._get_balance(place, alloy or self.white, owner)["gross"]

    def _get_pure(self, place, alloy=None):
        return self.balances._get_balance(place, alloy or self.white)["pure"]

    def _get_stock(self, place, alloy=None):
        """Grams of the alloy in Odoo's stock at the place."""
        quants = self.env["stock.quant"].search(
            [
                ("location_id", "=", place.id),
                ("product_id.alloy_id", "=", (alloy or self.white).id),
                ("product_id.is_metal", "=", True),
            ]
        )
        return sum(quants.mapped("quantity"))

    def _create_transfer(self, kind="issue", gross=20.0, user=None, alloy=None, **vals):
        people = {
            "issue": {"to_user_id": self.master.id},
            "return": {"from_user_id": self.master.id},
            "pass": {"from_user_id": self.master.id, "to_user_id": self.colleague.id},
        }
        line = {"alloy_id": (alloy or self.white).id, "gross_weight": gross}
        line.update(vals.pop("line", {}))
        return (
            self.env["jewel.metal.transfer"]
            .with_user(user or self.keeper)
            .create({"kind": kind, **people[kind], "line_ids": [(0, 0, line)], **vals})
        )

    def _confirm(self, action, user=None, pin=None):
        """Answer the question that a button has asked."""
        question = (
            self.env["jewel.metal.confirm"]
            .with_user(user or self.keeper)
            .with_context(**action["context"])
            .create({"pin": pin} if pin else {})
        )
        return question.action_confirm()
