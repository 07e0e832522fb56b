import { onMounted, onWillUnmount } from "@odoo/owl";
import { useService } from "@web/core/utils/hooks";

const PAUSE_MS = 1000;

/**
 * Read a screen again when the server says that something changed: at once, then once a second at
 * most. What comes while the page is hidden, or while somebody is in the midst of something, is
 * fetched afterwards.
 *
 * @param {string} eventName of the message on the bus
 * @param {Function} reload reads the screen again
 * @param {Function} [isBusy] whether reading again would disturb right now
 */
export function useLive(eventName, reload, isBusy = () => false) {
    const bus = useService("bus_service");
    let isStale = false;
    let timer = null;

    async function refresh() {
        clearTimeout(timer);
        timer = null;
        if (!isStale || document.hidden) {
            return;
        }
        timer = setTimeout(refresh, PAUSE_MS);
        if (!isBusy()) {
            isStale = false;
            await reload();
        }
    }

    function onChange() {
        isStale = true;
        if (!timer) {
            refresh();
        }
    }

    onMounted(() => {
        bus.subscribe(eventName, onChange);
        bus.addEventListener("BUS:RECONNECT", onChange);
        document.addEventListener("visibilitychange", refresh);
    });
    onWillUnmount(() => {
        clearTimeout(timer);
        isStale = false;
        bus.unsubscribe(eventName, onChange);
        bus.removeEventListener("BUS:RECONNECT", onChange);
        document.removeEventListener("visibilitychange", refresh);
    });
}
