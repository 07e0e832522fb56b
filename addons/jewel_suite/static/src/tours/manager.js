import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { CARD, goBack, openMenu, openPage, press } from "./steps";

registry.category("web_tour.tours").add("jewel_manager", {
    url: "/odoo/jewel-deals",
    steps: () => [
        press(CARD, _t("Each card is a deal. It came from amoCRM, or you made it with New. Open one.")),
        openPage(
            "jewel_item",
            _t("Everything that the jeweller needs to know stands here: alloy, size, engraving letter by letter, sketches.")
        ),
        openPage(
            "jewel_money",
            _t("And here is the money: one line for the prepayment, one for the balance. Open makes the client's link.")
        ),
        goBack(_t("Back to the board. Drag a card to another stage when the deal goes on.")),
        ...openMenu(
            "jewel_kpi.menu_kpi",
            "jewel_kpi.menu_kpi_page",
            _t("Your own page: bonus, plan, what to do today, who owes. A pressed number opens what is behind it.")
        ),
    ],
});
