import { Component, onWillStart, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";

const { DateTime } = luxon;

/** Periods at one press; the last day is never after today. */
export function getPeriods() {
    const today = DateTime.now().setZone("Europe/Moscow");
    const last = today.minus({ months: 1 });
    return [
        { key: "month", name: _t("This month"), begin: today.startOf("month"), end: today },
        {
            key: "last",
            name: _t("Last month"),
            begin: last.startOf("month"),
            end: last.endOf("month"),
        },
        { key: "quarter", name: _t("Quarter"), begin: today.startOf("quarter"), end: today },
        { key: "year", name: _t("Year"), begin: today.startOf("year"), end: today },
    ];
}

/** Indicators, bonus, place, awaited money and tasks of a manager; of all for the director. */
export class KpiPage extends Component {
    static template = "jewel_kpi.Page";
    static components = { Layout };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.display = { controlPanel: {} };
        this.periods = getPeriods();
        this.state = useState({ page: null, period: "month", opened: null });
        onWillStart(() => this.load({}));
    }

    /** @param {Object} changes of the period or the manager that are shown */
    async load(changes) {
        const { begin, end, user_id, sees_all } = this.state.page || {};
        const asked = { begin, end, user_id: sees_all && user_id, ...changes };
        this.state.page = await this.orm.call("jewel.manager.kpi", "get_page", [], {
            begin: asked.begin || null,
            end: asked.end || null,
            user_id: asked.user_id || null,
        });
    }

    choosePeriod(period) {
        this.state.period = period.key;
        return this.load({ begin: period.begin.toISODate(), end: period.end.toISODate() });
    }

    chooseDay(name, ev) {
        if (ev.target.value) {
            this.state.period = "";
            return this.load({ [name]: ev.target.value });
        }
    }

    chooseManager(userId) {
        return this.load({ user_id: userId });
    }

    toggleFormula(key) {
        this.state.opened = this.state.opened === key ? null : key;
    }

    async openBehind(key) {
        const { begin, end, user_id } = this.state.page;
        this.action.doAction(
            await this.orm.call("jewel.manager.kpi", "get_behind", [key, begin, end, user_id])
        );
    }

    openRecord(model, id) {
        this.action.doAction({
            type: "ir.actions.act_window",
            res_model: model,
            res_id: id,
            views: [[false, "form"]],
        });
    }

    /** The deal for its manager; for who sees all, its row on the panel: he may read no deals. */
    async openDebt(debt) {
        if (!this.state.page.sees_all) {
            return this.openRecord("crm.lead", debt.deal_id);
        }
        this.action.doAction(
            await this.orm.call("jewel.deal.debt", "action_open_money", [[debt.id]])
        );
    }

    openStatements() {
        this.action.doAction("jewel_kpi.jewel_bonus_statement_action");
    }
}

registry.category("actions").add("jewel_kpi.page", KpiPage);
