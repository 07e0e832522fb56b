"""A vault, masters and a route of weighed stages, for tests of metal."""

from datetime import date

from .casting import CastingCase


class MetalWorkCase(CastingCase):
    """Casting, then mounting, polishing and setting by three masters, weighed at each stage."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.keeper = cls.users["storekeeper"]
        cls.setter = cls._create_role_user("jeweller", login="jewel_test_setter")
        cls.mounting = cls._create_stage("Mounting", is_weighed=True, jeweller_ids=cls.jeweller.ids)
        cls.setting = cls._create_stage("Setting", is_weighed=True, jeweller_ids=cls.setter.ids)
        cls.polish.write({"is_weighed": True, "jeweller_ids": cls.colleague.ids})
        cls.company.jewel_route_id = cls._create_route(
            cls.wax, cls.assembling, cls.cast, cls.mounting, cls.polish, cls.setting
        )
        cls.entries = cls.env["jewel.metal.entry"]
        places = cls.env["stock.location"]
        cls.vault = places._jewel_get_holder("vault")
        cls.losses = places._jewel_get_holder("loss")
        cls.finished = places._jewel_get_holder("finished")
        supplier = places._jewel_get_holder("supplier")
        cls.benches = {
            user: user._make_metal_location()
            for user in (cls.caster, cls.jeweller, cls.colleague, cls.setter)
        }
        cls._post(supplier, cls.vault, 500, "receipt")

    @classmethod
    def _post(cls, source, dest, gross, operation, **vals):
        return cls.entries._jewel_post(
            [
                {
                    "operation": operation,
                    "location_id": source.id,
                    "location_dest_id": dest.id,
                    "alloy_id": cls.alloy.id,
                    "gross_weight": gross,
                    **vals,
                }
            ]
        )

    @classmethod
    def _create_norm(cls, stage, percent, **vals):
        return cls.env["jewel.loss.norm"].create(
            {
                "workcenter_id": stage.id,
                "metal": "gold",
                "percent": percent,
                "date_from": date(2026, 1, 1),
                "order_no": "12-N",
                "order_date": date(2025, 12, 22),
                **vals,
            }
        )

    def _has(self, place):
        balance = self.env["jewel.metal.balance"]._get_balance(place, self.alloy)
        return balance["gross"]

    def _issue(self, gross, user, **line):
        transfer = (
            self.env["jewel.metal.transfer"]
            .with_user(self.keeper)
            .create(
                {
                    "kind": "issue",
                    "to_user_id": user.id,
                    "line_ids": [
                        (0, 0, {"alloy_id": self.alloy.id, "gross_weight": gross, **line})
                    ],
                }
            )
        )
        transfer.action_issue()
        transfer.with_user(user).action_receive()
        return transfer

    def _weigh(self, job, stage, user, kind, text, **metal):
        order = self._order_of(job, stage, user)
        action = order.action_jewel_start() if kind == "in" else order.action_jewel_finish()
        pad = (
            self.env["jewel.weighing"]
            .with_user(user)
            .with_context(**action["context"])
            .create({"weight_text": text, **metal})
        )
        answer = pad.action_weigh()
        if answer.get("res_id"):
            pad.action_weigh()
        return pad

    def _pass(self, job, stage, user, weight_in, weight_out, **metal):
        self._weigh(job, stage, user, "in", weight_in)
        return self._weigh(job, stage, user, "out", weight_out, **metal)

    def _weigh_tree(self, tree, user=None, **metal):
        action = tree.with_user(user or self.caster).action_weigh_metal()
        question = (
            self.env["jewel.casting.metal"]
            .with_user(user or self.caster)
            .with_context(**action["context"])
            .create(metal)
        )
        if question.action_book().get("res_id"):
            question.action_book()
        return question

    def _cast_six(self):
        jobs = self.env["mrp.production"].union(*(self._create_waxed() for _i in range(6)))
        tree = self._create_tree(*jobs)
        tree.action_close()
        self._issue(120, self.caster, casting_tree_id=tree.id)
        self._issue(60, self.caster, casting_tree_id=tree.id, form="sprue")
        tree.action_pour()
        tree.action_finish()
        self._weigh_tree(
            tree,
            metal_cleaned=178.92,
            metal_castings=98.4,
            metal_sprue=80.1,
            metal_filings=0.42,
        )
        return tree.sudo(), jobs
