import { useLive } from "@jewel_base/live/use_live";
import { onMounted } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { RelationalModel } from "@web/model/relational_model/relational_model";
import { KanbanController } from "@web/views/kanban/kanban_controller";
import { KanbanRenderer } from "@web/views/kanban/kanban_renderer";
import { kanbanView } from "@web/views/kanban/kanban_view";
import { ListController } from "@web/views/list/list_controller";
import { listView } from "@web/views/list/list_view";

const CHANGED = "jewel_jobs_changed";

/** A card that is dragged tells where the board shows it: the server refuses what is stale. */
class BoardRecord extends RelationalModel.Record {
    get context() {
        return this.stageSeen === undefined
            ? super.context
            : { ...super.context, jewel_stage_seen: this.stageSeen };
    }
}

/** Whatever the server answers to a drag, the board then shows what is true. */
class BoardGroups extends RelationalModel.DynamicGroupList {
    async moveRecord(recordId, groupId) {
        if (this.groupByField.name === "stage_id") {
            const group = this.groups.find(({ id }) => id === groupId);
            const record = group.list.records.find(({ id }) => id === recordId);
            record.stageSeen = group.value;
        }
        try {
            return await super.moveRecord(...arguments);
        } catch (error) {
            await this.model.load();
            throw error;
        }
    }
}

class BoardModel extends RelationalModel {
    static Record = BoardRecord;
    static DynamicGroupList = BoardGroups;
}

function useLiveJobs(controller) {
    useLive(
        CHANGED,
        () => controller.model.root.load(),
        () =>
            controller.model.root.selection?.length ||
            document.querySelector(".o_dragged, .o_selected_row")
    );
}

class BoardController extends KanbanController {
    setup() {
        super.setup();
        useLiveJobs(this);
    }
}

/** A phone shows one column at a time: the first that has a card, not an empty stage. */
class BoardRenderer extends KanbanRenderer {
    setup() {
        super.setup();
        onMounted(() => {
            const { isGrouped, groups } = this.props.list;
            const first = this.env.isSmall && isGrouped && groups.find(({ count }) => count);
            this.rootRef.el
                .querySelector(`.o_kanban_group[data-id="${first?.id}"]`)
                ?.scrollIntoView({ block: "nearest", inline: "start" });
        });
    }
}

class JobListController extends ListController {
    setup() {
        super.setup();
        useLiveJobs(this);
    }
}

registry.category("views").add("jewel_board", {
    ...kanbanView,
    Controller: BoardController,
    Model: BoardModel,
    Renderer: BoardRenderer,
});
registry.category("views").add("jewel_job_list", { ...listView, Controller: JobListController });
