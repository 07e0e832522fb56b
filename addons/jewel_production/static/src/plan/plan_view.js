import { onWillStart } from "@odoo/owl";
import { useLive } from "@jewel_base/live/use_live";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { TimelineController } from "@web_timeline/views/timeline/timeline_controller.esm";
import { TimelineRenderer } from "@web_timeline/views/timeline/timeline_renderer.esm";
import { TimelineView } from "@web_timeline/views/timeline/timeline_view.esm";

// A bar that is given to somebody else slides a little sideways, too: that is no new plan.
const SLIP_MS = 60 * 60 * 1000;
const NOBODY = -1;

/** A row for each jeweller, also for who has no work yet, and one for work of nobody. */
class PlanRenderer extends TimelineRenderer {
    setup() {
        super.setup();
        onWillStart(async () => {
            this.jewellers = await this.orm.call("mrp.workorder", "get_jewel_plan_rows");
        });
    }

    init_timeline() {
        // A bar is caught at once, without a click on it before.
        this.options.itemsAlwaysDraggable = { item: true, range: false };
        super.init_timeline();
    }

    async split_groups() {
        const found = await super.split_groups(...arguments);
        const isByJeweller = this.model.last_group_bys[0] === "jeweller_id";
        const rows = found.map((row) =>
            row.id === NOBODY ? { ...row, content: this.getNobody(isByJeweller) } : row
        );
        if (isByJeweller) {
            const known = new Set(rows.map(({ id }) => id));
            const free = this.jewellers.filter(([id]) => !known.has(id));
            rows.push(...free.map(([id, content], i) => ({ id, content, order: rows.length + i })));
        }
        return rows;
    }

    getNobody(isByJeweller) {
        return isByJeweller ? _t("Not given to anybody") : _t("None");
    }
}

/** Bars of work: another row gives the work to another jeweller, another place plans it anew. */
class PlanController extends TimelineController {
    setup() {
        super.setup();
        this.notification = useService("notification");
        useLive("jewel_jobs_changed", () => this.reload());
    }

    async reload() {
        await this.model.load(this.getSearchProps());
        this.render();
    }

    _onGroupClick() {}

    _onMove(item, callback) {
        const record = item.evt;
        const [start] = this.model._get_event_dates(record);
        const field = this.model.last_group_bys[0];
        const row = record[field] ? record[field][0] : NOBODY;
        const data = {};
        if (item.group !== row) {
            if (field !== "jeweller_id") {
                callback(null);
                this.notification.add(
                    _t("To move a job to another stage, use the board: there its rules hold."),
                    { type: "warning" }
                );
                return;
            }
            data.jeweller_id = item.group === NOBODY ? false : item.group;
        }
        if (Math.abs(item.start - start.toJSDate()) > SLIP_MS || item.group === row) {
            data.bar_start = this.model.serializeDate(
                "bar_start",
                luxon.DateTime.fromJSDate(item.start)
            );
        }
        this.moveQueue.push({ id: item.id, data, item, callback });
        this.debouncedInternalMove();
    }

    async internalMove() {
        try {
            await super.internalMove();
        } catch (error) {
            await this.reload();
            throw error;
        }
    }
}

registry
    .category("views")
    .add("jewel_plan", { ...TimelineView, Controller: PlanController, Renderer: PlanRenderer });
