import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { FloatField, floatField } from "@web/views/fields/float/float_field";

import { ScaleButton } from "./scale_button";

/** A weight that is typed, or comes from the scales. */
export class ScaleField extends FloatField {
    static template = "jewel_stock_ext.ScaleField";
    static components = { ScaleButton };

    take(grams) {
        return this.props.record.update({ [this.props.name]: grams });
    }
}

registry.category("fields").add("jewel_scale", {
    ...floatField,
    component: ScaleField,
    displayName: _t("Weight from Scales"),
});
