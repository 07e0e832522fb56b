import { useLive } from "@jewel_base/live/use_live";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { TimelineController } from "@web_timeline/views/timeline/timeline_controller.esm";
import { TimelineView } from "@web_timeline/views/timeline/timeline_view.esm";

// A bar that is given to somebody else slides a little sideways, too: that is no new plan.
const SLIP_MS = 60 * 60 * 1000;

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
        const row = record[field] ? record[field][0] : -1;
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
            data.jeweller_id = item.group === -1 ? false : item.group;
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

registry.category("views").add("jewel_plan", { ...TimelineView, Controller: PlanController });
