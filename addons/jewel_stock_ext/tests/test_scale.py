from odoo.tests import HttpCase, tagged

from odoo.addons.jewel_base.tests.common import capability

from .common import MetalCase

# Scales that swing before they stand still; the weight must land in the field of the new line.
WEIGH = r"""(async () => {
    const lines = ["US,+0018.100  g", "ST,+0020.123  g", "US,+0020.140  g",
                   "ST,+0020.125  g", "ST,+0020.125  g", "ST,+0020.125  g"];
    const port = {
        open: async () => {},
        close: async () => {},
        get readable() {
            return new ReadableStream({
                start(stream) {
                    stream.enqueue(new TextEncoder().encode(lines.join("\r\n") + "\r\n"));
                },
            });
        },
    };
    Object.defineProperty(navigator, "serial", {
        configurable: true,
        value: { getPorts: async () => [port] },
    });
    const find = async (selector) => {
        for (let round = 0; round < 100; round++) {
            const element = document.querySelector(selector);
            if (element) {
                return element;
            }
            await new Promise((resolve) => setTimeout(resolve, 100));
        }
        throw new Error("nothing there: " + selector);
    };
    (await find(".o_field_x2many_list_row_add button, .o_field_x2many_list_row_add a")).click();
    (await find(".o_selected_row .o_jewel_scale")).click();
    for (let round = 0; round < 50; round++) {
        const input = document.querySelector(".o_selected_row [name=gross_weight] input");
        if (input && input.value.replace(",", ".").startsWith("20.125")) {
            (await find(".o_form_button_cancel")).click();
            await find("body:not(:has(.o_selected_row))");
            console.log("test successful");
            return;
        }
        await new Promise((resolve) => setTimeout(resolve, 100));
    }
    throw new Error("the weight has not come");
})()"""


@tagged("post_install", "-at_install")
class TestScale(MetalCase, HttpCase):
    @capability("F17")
    def test_weight_that_stands_still_comes_into_the_field(self):
        self.browser_js("/odoo/metal-transfers/new", WEIGH, "odoo.isReady", login=self.keeper.login)
