import { onMounted, onWillUnmount } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { KanbanController } from "@web/views/kanban/kanban_controller";
import { kanbanView } from "@web/views/kanban/kanban_view";
import { ListController } from "@web/views/list/list_controller";
import { listView } from "@web/views/list/list_view";

const PAUSE_MS = 1000;

/**
 * Read again when the server says that deals changed: at once, then once a second at most. What
 * comes while the page is hidden, or while rows are ticked, is fetched afterwards.
 *
 * @param {Object} controller of a list or kanban view
 */
function useLiveDeals(controller) {
    const bus = useService("bus_service");
    let isStale = false;
    let timer = null;

    async function refresh() {
        timer = null;
        const isBusy = document.hidden || controller.model.root.selection?.length;
        if (!isStale || isBusy) {
            return;
        }
        isStale = false;
        timer = setTimeout(refresh, PAUSE_MS);
        await controller.model.root.load();
    }

    function onChange() {
        isStale = true;
        if (!timer) {
            refresh();
        }
    }

    onMounted(() => {
        bus.subscribe("amocrm_deals_changed", onChange);
        bus.addEventListener("BUS:RECONNECT", onChange);
        document.addEventListener("visibilitychange", refresh);
        document.addEventListener("change", refresh);
    });
    onWillUnmount(() => {
        clearTimeout(timer);
        bus.unsubscribe("amocrm_deals_changed", onChange);
        bus.removeEventListener("BUS:RECONNECT", onChange);
        document.removeEventListener("visibilitychange", refresh);
        document.removeEventListener("change", refresh);
    });
}

class LiveListController extends ListController {
    setup() {
        super.setup();
        useLiveDeals(this);
    }
}

class LiveKanbanController extends KanbanController {
    setup() {
        super.setup();
        useLiveDeals(this);
    }
}

registry.category("views").add("amocrm_live_list", { ...listView, Controller: LiveListController });
registry
    .category("views")
    .add("amocrm_live_kanban", { ...kanbanView, Controller: LiveKanbanController });
