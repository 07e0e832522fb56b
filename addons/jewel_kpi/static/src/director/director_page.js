import { Component, onWillStart, useState } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { DirectorChart } from "./director_chart";

/** The day of the workshop on one screen of a phone: cards, charts and places, each one tap deep. */
export class DirectorPage extends Component {
    static template = "jewel_kpi.DirectorPage";
    static components = { DirectorChart, Layout };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.display = { controlPanel: {} };
        this.state = useState({ page: null });
        onWillStart(() => this.load());
    }

    async load() {
        this.state.page = await this.orm.call("jewel.director.page", "get_page", []);
    }

    open(action) {
        if (action) {
            this.action.doAction(JSON.parse(JSON.stringify(action)));
        }
    }
}

registry.category("actions").add("jewel_kpi.director", DirectorPage);
