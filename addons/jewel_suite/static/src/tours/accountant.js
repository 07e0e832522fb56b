import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { goBack, openMenu, press, ROW } from "./steps";

registry.category("web_tour.tours").add("jewel_accountant", {
    url: "/odoo/finance",
    steps: () => [
        press(ROW, _t("A row a deal: what was paid first and second, by which source, and what is due. Open one.")),
        goBack(_t("Every payment of the deal with its source and its day stands here. Back to the list.")),
        ...openMenu(
            "jewel_finmonitor.menu_finance",
            "jewel_finmonitor.menu_reconciliation",
            _t("Here statements of the sources are compared with what came in: what is found falls away, the rest is to sort out.")
        ),
    ],
});
