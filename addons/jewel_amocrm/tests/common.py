from odoo.fields import Command
from odoo.tests import new_test_user

from odoo.addons.amocrm_connector.tests.common import AmocrmCase, picture
from odoo.addons.amocrm_connector.tests.stub_amocrm import LOST, NEW, READY, UNSORTED, WON, WORK

STATUSES = (
    (UNSORTED, "Неразобранное", 1),
    (NEW, "Новая заявка", 0),
    (76789234, "Предоплата", 0),
    (WORK, "В производстве", 0),
    (READY, "Изделие готово", 0),
    (76789246, "Отправка", 0),
    (WON, "Успешно реализовано", 0),
    (LOST, "Закрыто и не реализовано", 0),
)
FIELDS = (
    (801, "Тип изделия", "select", "JEWEL_TYPE", ("Кольцо", "Запонки")),
    (802, "Коллекция", "select", "JEWEL_COLLECTION", ("Флот",)),
    (803, "Описание изделия", "textarea", "JEWEL_DESCRIPTION", ()),
    (804, "Состав", "textarea", "JEWEL_COMPOSITION", ()),
    (805, "Сплав", "select", "JEWEL_ALLOY", ("Золото белое 585", "Золото 585 жёлтое", "Вибраниум")),
    (806, "Размер", "text", "JEWEL_SIZE", ()),
    (807, "Гравировка", "text", "JEWEL_ENGRAVING", ()),
    (808, "Срок изготовления", "date_time", "JEWEL_DEADLINE", ()),
    (809, "Эскиз", "file", "JEWEL_SKETCH", ()),
    (810, "Эскиз 2", "file", "JEWEL_SKETCH_2", ()),
    (811, "Номер заказа", "text", "ODOO_ORDER", ()),
    (812, "Готово (факт)", "date_time", "JEWEL_FINISHED", ()),
    (813, "Этап производства", "text", "JEWEL_PRODUCTION", ()),
    (814, "Ссылка на предоплату", "url", "JEWEL_PREPAYMENT_LINK", ()),
    (815, "Ссылка на доплату", "url", "JEWEL_BALANCE_LINK", ()),
    (816, "Ссылка на товарный чек", "url", "JEWEL_RECEIPT_LINK", ()),
)


class JewelAmocrmCase(AmocrmCase):
    """A workshop of two stages connected to an amoCRM with the workshop's fields."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.stages.unlink()
        cls.head = new_test_user(cls.env, "foreman", groups="jewel_base.group_production_head")
        cls.cast, cls.polish = cls.env["mrp.workcenter"].create(
            [{"name": name, "is_jewel_stage": True} for name in ("Casting", "Polishing")]
        )
        route = cls.env["jewel.route"].create(
            {
                "name": "Short",
                "line_ids": [
                    Command.create({"workcenter_id": stage.id, "minutes": 10})
                    for stage in (cls.cast, cls.polish)
                ],
            }
        )
        cls.env.company.jewel_route_id = route
        cls.env["product.category"].search([("jewel_route_id", "!=", False)]).jewel_route_id = False

    @classmethod
    def _new_amocrm(cls):
        amo = super()._new_amocrm()
        amo.statuses = STATUSES
        for number, name, kind, code, options in FIELDS:
            amo.add_field("leads", number, name, kind, code=code, options=options)
        return amo

    @classmethod
    def _map_fields(cls):
        """The proposals are what is tested here."""

    def stage(self, key):
        return self.env.ref(f"jewel_order.stage_{key}")

    def finish_work(self, job):
        """All work orders of the job are done, as the jewellers would do it."""
        for workorder in job.workorder_ids.filtered(lambda order: order.state != "done"):
            workorder.button_start()
            workorder.button_finish()
        photo = self.env["ir.attachment"].create({"name": "photo.png", "raw": picture("gold")})
        job.write({"final_weight": 8.25, "finish_photo_ids": [Command.link(photo.id)]})
