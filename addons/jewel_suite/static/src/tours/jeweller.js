import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { CARD, goBack, openMenu, press } from "./steps";

registry.category("web_tour.tours").add("jewel_jeweller", {
    url: "/odoo/my-work",
    steps: () => [
        press(CARD, _t("Work that is yours or waits for somebody. The most urgent comes first. Open one.")),
        press(
            ".o_jewel_making",
            _t("What to make: alloy, size, engraving, sketches. The buttons above take, begin, weigh and finish the work."),
            { tooltipPosition: "top" }
        ),
        goBack(_t("Back to the list.")),
        ...openMenu(
            "jewel_stock_ext.menu_my_metal_root",
            "jewel_stock_ext.menu_my_metal",
            _t("The metal that you answer for, to the milligram.")
        ),
    ],
});
