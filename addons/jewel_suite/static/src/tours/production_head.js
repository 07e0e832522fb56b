import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { CARD, goBack, openMenu, openPage, press } from "./steps";

registry.category("web_tour.tours").add("jewel_production_head", {
    url: "/odoo/workshop-board",
    steps: () => [
        press(CARD, _t("A column is a stage, a card is a job. Drag the card when the stage is done, or open it.")),
        openPage("work", _t("Who did what, when it began and how long it took. A return adds a line, nothing is lost.")),
        openPage("metal", _t("What was issued to the job, weighed and lost, against the norm.")),
        goBack(_t("Back to the board.")),
        ...openMenu(
            "jewel_production.menu_production",
            "jewel_production.menu_plan",
            _t("The plan: who has how much work, and what will be late.")
        ),
    ],
});
