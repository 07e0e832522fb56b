import { useLive } from "@jewel_base/live/use_live";
import { registry } from "@web/core/registry";
import { KanbanController } from "@web/views/kanban/kanban_controller";
import { kanbanView } from "@web/views/kanban/kanban_view";

/** The phone lies on the bench: new work comes up by itself. */
class BenchController extends KanbanController {
    setup() {
        super.setup();
        useLive("jewel_work_changed", () => this.model.root.load());
    }
}

registry.category("views").add("jewel_bench", { ...kanbanView, Controller: BenchController });
