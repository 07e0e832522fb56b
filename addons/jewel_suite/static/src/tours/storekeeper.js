import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { openMenu, press } from "./steps";

registry.category("web_tour.tours").add("jewel_storekeeper", {
    url: "/odoo/stock-picker",
    steps: () => [
        press(".o_jewel_picker_tile", _t("Things are found by their picture: first the kind, then the model.")),
        ...openMenu(
            "jewel_stock_ext.menu_metal",
            "jewel_stock_ext.menu_metal_balance",
            _t("All the metal: who has how much of which alloy, gross and pure. It sums to zero.")
        ),
        ...openMenu(
            "jewel_stock_ext.menu_metal",
            "jewel_stock_ext.menu_metal_transfer",
            _t("Every handing over is a document that both confirm.")
        ),
    ],
});
