"""A parcel of brilliants and certified stones, for tests here and in later addons."""


class StoneMixin:
    """Mixed into a case that has ``users``, ``vault`` and ``supplier``."""

    @classmethod
    def _create_stones(cls):
        cls.brilliant = cls.env["jewel.stone"].create(
            {
                "name": "Test brilliant",
                "species": "diamond",
                "tag_name": "бр.",
                "shape": "Кр-57",
                "colour": "3",
                "clarity": "4",
            }
        )
        cls.stone_product = cls.env["product.product"].create(
            {
                "name": "Brilliants",
                "is_storable": True,
                "tracking": "lot",
                "jewel_stone_id": cls.brilliant.id,
            }
        )
        cls.parcel = cls._create_lot("T-24")
        cls.single = cls._create_lot("T-1", **cls._single_vals("GIA 1"))

    @classmethod
    def _single_vals(cls, certificate):
        return {
            "stone_kind": "single",
            "stone_carats": 0.305,
            "certificate_no": certificate,
            "certificate_lab": "Test lab",
        }

    @classmethod
    def _create_lot(cls, name, **vals):
        return cls.env["stock.lot"].create(
            {"name": name, "product_id": cls.stone_product.id, **vals}
        )

    @classmethod
    def _move_stones(cls, lot, source, dest, pieces, carats, operation="issue", **vals):
        return cls.env["jewel.stone.entry"]._jewel_post(
            [
                {
                    "operation": operation,
                    "lot_id": lot.id,
                    "location_id": source.id,
                    "location_dest_id": dest.id,
                    "pieces": pieces,
                    "carats": carats,
                    **vals,
                }
            ]
        )

    @classmethod
    def _receive_stones(cls):
        cls._move_stones(cls.parcel, cls.supplier, cls.vault, 24, 0.48, "receipt")
        cls._move_stones(cls.single, cls.supplier, cls.vault, 1, 0.305, "receipt")

    def _held(self, lot, place):
        """(pieces, carats) of the lot at the place."""
        self.env.flush_all()
        row = self.env["jewel.stone.balance"].search(
            [("lot_id", "=", lot.id), ("location_id", "=", place.id)]
        )
        return (row.pieces, round(row.carats, 3))

    def _row(self, lot, place, user):
        rows = self.env["jewel.stone.balance"].with_user(user)
        return rows.search([("lot_id", "=", lot.id), ("location_id", "=", place.id)])

    def _by_hand(self, user, kind, **vals):
        """Through the dialog, as a person does."""
        return self.env["jewel.stone.move"].with_user(user).create({"kind": kind, **vals})
