import { Component, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";

import { hasScales, readScales } from "./scale";

/** Takes the weight from the scales; not there when the browser cannot reach any. */
export class ScaleButton extends Component {
    static template = "jewel_stock_ext.ScaleButton";
    static props = { onWeight: Function };

    setup() {
        this.notification = useService("notification");
        this.state = useState({ isBusy: false });
        this.hasScales = hasScales();
    }

    async read() {
        this.state.isBusy = true;
        try {
            await this.props.onWeight(await readScales());
        } catch (error) {
            if (error.name !== "NotFoundError") {
                // not an error: whoever was asked for a port has closed the question
                this.notification.add(
                    _t("No weight from the scales, type it. %s", error.message || ""),
                    { type: "warning" }
                );
            }
        } finally {
            this.state.isBusy = false;
        }
    }
}
