import { Component, onWillStart, useState } from "@odoo/owl";
import { getPeriods } from "@jewel_kpi/page/kpi_page";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";

/** Jewellers of a period in their places, each number one tap from the work behind it. */
export class JewellerPage extends Component {
    static template = "jewel_kpi_production.Page";
    static components = { Layout };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.display = { controlPanel: {} };
        this.periods = getPeriods();
        this.state = useState({ page: null, period: "month", opened: null });
        onWillStart(() => this.choosePeriod(this.periods[0]));
    }

    async choosePeriod(period) {
        this.state.period = period.key;
        this.state.page = await this.orm.call("jewel.jeweller.kpi", "get_page", [
            period.begin.toISODate(),
            period.end.toISODate(),
        ]);
    }

    toggleFormula(key) {
        this.state.opened = this.state.opened === key ? null : key;
    }

    async openBehind(key, userId) {
        const { begin, end } = this.state.page;
        this.action.doAction(
            await this.orm.call("jewel.jeweller.kpi", "get_behind", [key, begin, end, userId])
        );
    }
}

registry.category("actions").add("jewel_kpi_production.page", JewellerPage);
