import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { goBack, openMenu, press } from "./steps";

registry.category("web_tour.tours").add("jewel_director", {
    url: "/odoo/workshop-today",
    steps: () => [
        press("[data-card=in_work]", _t("The workshop this morning. Each number opens the list behind it.")),
        goBack(_t("Back to the page.")),
        ...openMenu(
            "jewel_finmonitor.menu_finance",
            "jewel_finmonitor.menu_panel",
            _t("The money of every deal, to the kopeck.")
        ),
    ],
});
