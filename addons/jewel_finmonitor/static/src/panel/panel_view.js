import { useLive } from "@jewel_base/live/use_live";
import { registry } from "@web/core/registry";
import { RelationalModel } from "@web/model/relational_model/relational_model";
import { KanbanController } from "@web/views/kanban/kanban_controller";
import { kanbanView } from "@web/views/kanban/kanban_view";
import { ListController } from "@web/views/list/list_controller";
import { ListRenderer } from "@web/views/list/list_renderer";
import { listView } from "@web/views/list/list_view";

const CHANGED = "jewel_finance_changed";

/** Beside the page of records, the sums of all that the filter finds. */
class TotalsModel extends RelationalModel {
    setup() {
        super.setup(...arguments);
        this.totals = null;
    }

    async _loadUngroupedList(config) {
        const page = await super._loadUngroupedList(...arguments);
        if (config.isRoot !== false) {
            const isWhole = page.records.length === page.length;
            this.totals = isWhole ? null : await this.loadTotals(config);
        }
        return page;
    }

    async loadTotals({ activeFields, context, domain, fields, resModel }) {
        const aggregates = Object.keys(activeFields)
            .filter((name) => fields[name].aggregator && fields[name].store !== false)
            .filter((name) => ["monetary", "float", "integer"].includes(fields[name].type))
            .map((name) => `${name}:${fields[name].aggregator}`);
        const [totals] = await this.orm.formattedReadGroup(resModel, domain, [], aggregates, {
            context,
        });
        return totals;
    }
}

/** The foot of the list is of the whole filter, not of the page in sight. */
class TotalsRenderer extends ListRenderer {
    computeAggregates() {
        const aggregates = super.computeAggregates();
        const { list } = this.props;
        const totals = list.model.totals;
        if (!totals || list.isGrouped || list.selection.length) {
            return aggregates;
        }
        for (const [name, aggregate] of Object.entries(aggregates)) {
            const field = this.fields[name];
            const total = totals[`${name}:${field.aggregator}`];
            if (total !== undefined) {
                aggregate.rawValue = total;
                aggregate.value = this.formatTotal(name, total);
            }
        }
        return aggregates;
    }

    formatTotal(name, value) {
        const { list } = this.props;
        const currency = list.records[0]?.data.currency_id;
        const formatter = registry.category("formatters").get(this.fields[name].type);
        return formatter(value, { escape: true, currencyId: currency && currency.id });
    }
}

function useLivePanel(controller) {
    useLive(
        CHANGED,
        () => controller.model.root.load(),
        () => controller.model.root.selection?.length
    );
}

class PanelListController extends ListController {
    setup() {
        super.setup();
        useLivePanel(this);
    }
}

class PanelKanbanController extends KanbanController {
    setup() {
        super.setup();
        useLivePanel(this);
    }
}

const views = registry.category("views");
views.add("jewel_finance_list", {
    ...listView,
    Controller: PanelListController,
    Model: TotalsModel,
    Renderer: TotalsRenderer,
});
views.add("jewel_finance_kanban", { ...kanbanView, Controller: PanelKanbanController });
