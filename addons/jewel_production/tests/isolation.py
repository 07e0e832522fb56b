"""Deals and jobs full of secrets, for these tests and for those of later addons."""

from odoo.fields import Command

from .common import ProductionCase, picture

SECRETS = {
    "client": "Zveroboyev Kapiton",
    "phone": "+7 916 555-01-77",
    "phone2": "+7 903 444-02-88",
    "email": "kapiton@zveroboy.example",
    "street": "Tainaya Sloboda 13",
    "price": 777123.45,
    "deal": "Secret of the seven seas",
    "note": "He will not haggle",
    "file": "Passport of Zveroboyev.pdf",
    "vat": "500100732259",
}
TEXTS = [str(value) for value in SECRETS.values()] + ["777123", "9165550177"]


class IsolationCase(ProductionCase):
    """Two secret jobs: one in the jeweller's hand, one that waits; and one that he must not see."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.jeweller.group_ids |= cls.env.ref("base.group_allow_export")
        cls.secret_client = cls._create_secret_client()
        cls.secret_deal = cls._create_secret_deal()
        cls.secret_deal._jewel_set_stage("production")
        cls.order = cls.secret_deal.order_ids
        cls.job = cls.secret_deal.job_ids[0]
        cls.waiting = cls.secret_deal.job_ids[1]
        cls.foreign = cls._create_job(name="Foreign")
        cls.foreign.workorder_ids.jeweller_id = cls.colleague
        cls._talk_about_the_secrets()
        cls.work = cls.job._jewel_open_orders()[:1].with_user(cls.jeweller)
        cls.work.action_jewel_start()
        cls.env.flush_all()
        cls.env.invalidate_all()

    @classmethod
    def _create_secret_client(cls):
        return cls.env["res.partner"].create(
            {
                "name": SECRETS["client"],
                "phone": SECRETS["phone"],
                "email": SECRETS["email"],
                "street": SECRETS["street"],
                "vat": SECRETS["vat"],
                "child_ids": [
                    Command.create({"name": SECRETS["client"], "phone": SECRETS["phone2"]})
                ],
            }
        )

    @classmethod
    def _create_secret_deal(cls):
        sketch = cls.env["ir.attachment"].create({"name": SECRETS["file"], "datas": picture()})
        deal = cls._create_deal(
            name=SECRETS["deal"],
            partner_id=cls.secret_client.id,
            description=SECRETS["note"],
            expected_revenue=SECRETS["price"],
            engraving="A. P. 1812",
            sketch_ids=[Command.link(sketch.id)],
        )
        model = cls._create_model(list_price=SECRETS["price"], standard_price=SECRETS["price"])
        order = cls._create_order((model, 1), (model, 1), deal=deal)
        order.partner_id = cls.secret_client
        order.note = SECRETS["note"]
        order.order_line.price_unit = SECRETS["price"]
        return deal

    @classmethod
    def _talk_about_the_secrets(cls):
        text = ", ".join(str(value) for value in SECRETS.values())
        for record in (cls.secret_deal, cls.order, cls.job, cls.waiting):
            record.message_post(body=text, partner_ids=cls.secret_client.ids)
            record.message_subscribe(cls.secret_client.ids)
            record.activity_schedule(
                "mail.mail_activity_data_todo", summary=text, user_id=cls.manager.id
            )
        cls.secret_files = cls.env["ir.attachment"].create(
            [
                {
                    "name": SECRETS["file"],
                    "raw": text.encode(),
                    "res_model": record._name,
                    "res_id": record.id,
                }
                for record in (cls.order, cls.job, cls.job.product_id, cls.cast)
            ]
        )
