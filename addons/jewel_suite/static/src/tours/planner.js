import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { CARD, goBack, openMenu, press } from "./steps";

registry.category("web_tour.tours").add("jewel_planner", {
    url: "/odoo/workshop-board",
    steps: () => [
        press(CARD, _t("A column is a stage, a card is a job; its colour says whether it will be in time. Open one.")),
        goBack(_t("Its deadline, and every change of it with the reason, is here. Back to the board.")),
        ...openMenu(
            "jewel_production.menu_production",
            "jewel_production.menu_plan",
            _t("The plan: who has how much work, and what will be late.")
        ),
    ],
});
