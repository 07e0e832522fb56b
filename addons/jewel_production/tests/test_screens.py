from odoo.fields import Command
from odoo.tests import HttpCase, tagged

from odoo.addons.jewel_base.tests.common import capability

from .common import ProductionCase, picture

# Presses each button as soon as it is there, and at last waits for one more element.
PRESS = """(async () => {
    const find = async (selector) => {
        for (let round = 0; round < 100; round++) {
            const element = document.querySelector(selector);
            if (element) {
                return element;
            }
            await new Promise((resolve) => setTimeout(resolve, 100));
        }
        throw new Error("nothing to press: " + selector);
    };
    for (const selector of %s) {
        const element = await find(selector.replace("wait ", ""));
        if (!selector.startsWith("wait ")) {
            element.click();
        }
    }
    await find(%s);
    console.log("test successful");
})()"""


class ScreenCase(ProductionCase, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        sketch = cls.env["ir.attachment"].create({"name": "1.jpg", "datas": picture()})
        cls.job = cls._create_job(
            engraving="A. P. 1812",
            item_deadline="2030-05-17 15:30:00",
            sketch_ids=[Command.link(sketch.id)],
        )

    def _press(self, url, user, buttons, expected):
        self.browser_js(url, PRESS % (buttons, repr(expected)), "odoo.isReady", login=user.login)


@tagged("post_install", "-at_install")
class TestScreens(ScreenCase):
    @capability("A4", "A9")
    def test_head_opens_board_list_and_calendar(self):
        record = f".o_kanban_record:has([name=jeweller_id]), [data-res-id='{self.job.id}']"
        self._press("/odoo/workshop-board", self.head, [], record)
        self._press("/odoo/workshop-jobs", self.head, [".o_switch_view.o_calendar"], ".fc-view")
        self._press(
            f"/odoo/workshop-jobs/{self.job.id}", self.head, [], ".o_field_widget[name=engraving]"
        )

    def test_manager_sees_the_jobs_of_his_deals(self):
        self._press("/odoo/workshop-jobs", self.manager, [], ".o_data_row [name=deal_id]")

    def test_head_hands_over_from_the_card(self):
        self._work_through(self.job)
        button = "button[name=action_jewel_handover]"
        self._press(
            f"/odoo/workshop-jobs/{self.job.id}",
            self.head,
            [button],
            ".o_arrow_button_current[data-value=done]",
        )
        self.assertEqual(self.job.state, "done")


@tagged("post_install", "-at_install")
class TestBenchScreens(ScreenCase):
    """On a phone that lies on the bench."""

    browser_size = "390x844"
    touch_enabled = True

    @capability("A5", "A10")
    def test_three_taps_from_waiting_to_done(self):
        take, start, pause, finish = (
            f"button[name=action_jewel_{name}]" for name in ("take", "start", "pause", "finish")
        )
        taps = [take, start, f"wait {pause}", finish]
        self._press("/odoo/my-work", self.jeweller, taps, take)
        first = self._order_of(self.job, self.cast)
        self.assertEqual((first.state, first.jeweller_id), ("done", self.jeweller))
        self.assertEqual(self.job.stage_id, self.file)

    @capability("A5")
    def test_card_opens_with_pictures_and_engraving(self):
        order = self._order_of(self.job, self.cast)
        self._press(
            f"/odoo/my-work/{order.id}",
            self.jeweller,
            [f"wait .o_field_widget[name={name}]" for name in ("engraving", "alloy_id")],
            ".o_field_widget[name=sketch_ids] img",
        )
