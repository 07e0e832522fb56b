import { Component } from "@odoo/owl";
import { localization } from "@web/core/l10n/localization";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

import { ScaleButton } from "@jewel_stock_ext/scale/scale_button";

const LONGEST = 10;

/** A number typed with big keys, for gloved fingers; a keyboard or scales that type work as well. */
export class NumpadField extends Component {
    static template = "jewel_production.NumpadField";
    static components = { ScaleButton };
    static props = { ...standardFieldProps };

    get value() {
        return this.props.record.data[this.props.name] || "";
    }

    get keys() {
        return ["1", "2", "3", "4", "5", "6", "7", "8", "9", localization.decimalPoint, "0", "⌫"];
    }

    label(key) {
        return key === "⌫" ? _t("Delete the last digit") : key;
    }

    press(key) {
        this.set(key === "⌫" ? this.value.slice(0, -1) : this.value + key);
    }

    take(grams) {
        return this.set(String(grams).replace(".", localization.decimalPoint));
    }

    set(text) {
        return this.props.record.update({ [this.props.name]: text.slice(0, LONGEST) });
    }
}

registry.category("fields").add("jewel_numpad", {
    component: NumpadField,
    displayName: _t("Number Pad"),
    supportedTypes: ["char"],
});
