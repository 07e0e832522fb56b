import { Component, onWillStart, onWillUnmount, useExternalListener, useRef, useState } from "@odoo/owl";
import { barcodeService } from "@barcodes/barcode_service";
import { scanBarcode } from "@web/core/barcode/barcode_dialog";
import { isBarcodeScannerSupported } from "@web/core/barcode/barcode_video_scanner";
import { browser } from "@web/core/browser/browser";
import { localization } from "@web/core/l10n/localization";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useBus, useService } from "@web/core/utils/hooks";
import { useDebounced } from "@web/core/utils/timing";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";

import { ScaleButton } from "../scale/scale_button";

const MODEL = "jewel.stock.picker";
const REMEMBERED = "jewel_stock_ext.picker";
const COLOURS = 8;
const LONGEST = 12;
// A person's number, which a hand on the digits may type as fast as a scanner does.
const LONGEST_TYPED = 6;

/** A picture, or the first letters on a colour that stays the same for the same thing. */
export class PickerTile extends Component {
    static template = "jewel_stock_ext.PickerTile";
    static props = { row: Object, model: String, note: String, onClick: Function };

    get url() {
        const { row, model } = this.props;
        return `/web/image/${model}/${row.id}/image_256`;
    }

    get initials() {
        const words = this.props.row.name.replace(/[«»"]/g, "").split(/\s+/);
        return words.slice(0, 2).map((word) => word.charAt(0)).join("").toUpperCase();
    }

    get colour() {
        return `o_jewel_picker_colour_${this.props.row.id % COLOURS}`;
    }
}

/** Type by picture, item by picture, quantity: any operation of stock in four taps. */
export class StockPicker extends Component {
    static template = "jewel_stock_ext.StockPicker";
    static components = { PickerTile, ScaleButton };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.notification = useService("notification");
        this.quantityRef = useRef("quantity");
        this.searchRef = useRef("search");
        this.params = { ...this.props.action.context, ...this.props.action.params };
        this.state = useState({
            step: "types", type: null, item: null, items: [], more: false, query: "",
            quantity: "1", person: 0, place: 0, operation: "", isBusy: false, done: "",
        });
        this.isFresh = true;
        this.asked = 0;
        this.hasCamera = isBarcodeScannerSupported();
        this.digitTimer = null;
        this.searchSoon = useDebounced(() => this.load(0), 250);
        useExternalListener(window, "keydown", this.onKeydown.bind(this));
        useBus(useService("barcode").bus, "barcode_scanned", (ev) => this.onScanned(ev.detail.barcode));
        onWillUnmount(() => browser.clearTimeout(this.digitTimer));
        onWillStart(() => this.start());
    }

    get productionId() {
        return this.params.production_id || false;
    }

    async start() {
        const last = this.remembered;
        const wanted = this.params.operation || last.operation || "issue";
        this.data = await this.orm.call(MODEL, "picker_start", [wanted, this.productionId]);
        this.state.operation = this.data.operation;
        const has = (rows, id) => (rows.some((row) => row.id === id) ? id : 0);
        this.state.person = has(this.data.people, this.data.person || last.person);
        this.state.place = has(this.data.places, last.place);
    }

    get remembered() {
        return JSON.parse(browser.localStorage.getItem(REMEMBERED) || "{}");
    }

    get operation() {
        return this.data.operations.find((row) => row.key === this.state.operation);
    }

    get isReady() {
        const { asks } = this.operation;
        const isNamed = asks === "person" ? this.state.person : asks !== "place" || this.state.place;
        return Boolean(this.amount > 0 && isNamed && !this.state.isBusy);
    }

    get amount() {
        return Number(this.state.quantity.replace(",", "."));
    }

    get keys() {
        return ["1", "2", "3", "4", "5", "6", "7", "8", "9", localization.decimalPoint, "0", "⌫"];
    }

    label(key) {
        return key === "⌫" ? _t("Delete the last digit") : key;
    }

    onHand(item) {
        const number = item.on_hand.toLocaleString(localization.code.replace("_", "-"), {
            maximumFractionDigits: item.digits,
        });
        return `${number} ${item.unit}`;
    }

    // Steps

    choose(operation) {
        this.state.operation = operation;
    }

    async pickType(type) {
        Object.assign(this.state, { step: "items", type, query: "" });
        await this.load(0);
    }

    async search(ev) {
        this.state.query = ev.target.value;
        this.state.step = this.state.query || this.state.type ? "items" : "types";
        if (this.state.step === "items") {
            await this.searchSoon();
        }
    }

    async load(offset) {
        const asked = ++this.asked;
        const key = this.state.type?.key || null;
        const args = [key, this.state.query, offset, this.productionId];
        const page = await this.orm.call(MODEL, "picker_items", args);
        if (asked !== this.asked) {
            return; // an answer that was overtaken by what was typed since
        }
        this.state.items = offset ? [...this.state.items, ...page.items] : page.items;
        this.state.more = page.more;
    }

    /** Enter in the search: the item with exactly this code, or the only one that is found. */
    async pickFound() {
        const { query } = this.state;
        if (!query.trim()) {
            return;
        }
        this.searchSoon.cancel();
        const item = await this.orm.call(MODEL, "picker_scan", [query, this.productionId]);
        if (!item) {
            await this.load(0);
        }
        const found = item || (this.state.items.length === 1 && this.state.items[0]);
        if (found && query === this.state.query) {
            this.pickItem(found);
        }
    }

    pickItem(item) {
        const quantity = item.is_metal ? "" : "1";
        Object.assign(this.state, { step: "quantity", item, quantity });
        this.isFresh = true;
        this.quantityRef.el?.blur(); // else what is typed next would be added to the old number
    }

    async onCamera() {
        const code = await scanBarcode(this.env);
        if (code) {
            await this.scan(code);
        }
    }

    /** What came as fast as from a scanner: digits of it are no number of a picture. */
    async onScanned(code) {
        browser.clearTimeout(this.digitTimer);
        if (this.state.isBusy || document.body.classList.contains("modal-open")) {
            return;
        }
        if (this.state.step === "quantity" && /[.,]/.test(code) && this.amount > 0) {
            return; // a weight that was typed
        }
        await this.scan(code);
    }

    /** Go on with the item that has this code; without one, with what was typed, if it is short. */
    async scan(code) {
        this.state.isBusy = true;
        let item;
        try {
            item = await this.orm.call(MODEL, "picker_scan", [code, this.productionId]);
        } finally {
            this.state.isBusy = false;
        }
        if (item) {
            return this.pickItem(item);
        }
        if (this.state.step === "quantity") {
            if (/^\d+$/.test(code) && code.length <= LONGEST_TYPED) {
                return;
            }
            this.pickItem(this.state.item);
        }
        this.notification.add(_t("No item has the code %s.", code), { type: "warning" });
    }

    back() {
        if (this.state.step === "types" && this.productionId) {
            this.env.config.historyBack();
        } else if (this.state.step === "quantity") {
            this.state.step = this.state.items.length ? "items" : "types";
        } else {
            Object.assign(this.state, { step: "types", type: null, query: "", items: [] });
        }
    }

    // Quantity

    /** Enter confirms from the field, while on the button it would choose the same master again. */
    choosePerson(id) {
        this.state.person = id;
        this.quantityRef.el.focus();
    }

    press(key) {
        const text = this.isFresh && key !== "⌫" ? "" : this.state.quantity;
        this.set(key === "⌫" ? text.slice(0, -1) : text + key);
    }

    set(text) {
        this.isFresh = false;
        this.state.quantity = text.replace(/[^0-9.,]/g, "").slice(0, LONGEST);
    }

    onAmount(ev) {
        this.set(ev.target.value);
        ev.target.value = this.state.quantity;
    }

    take(grams) {
        this.set(String(grams).replace(".", localization.decimalPoint));
    }

    async confirm() {
        if (!this.isReady) {
            return;
        }
        const { operation, item, person, place } = this.state;
        this.state.isBusy = true;
        try {
            const answer = await this.orm.call(
                MODEL,
                "picker_confirm",
                [operation, item.id, this.amount],
                { user_id: person, place_id: place, production_id: this.productionId }
            );
            const kept = JSON.stringify({ operation, person, place });
            browser.localStorage.setItem(REMEMBERED, kept);
            this.state.done = answer.text;
            Object.assign(this.state, { step: "types", type: null, item: null, query: "", items: [] });
            this.notification.add(answer.text, { type: "success" });
            if (answer.action) {
                await this.action.doAction(answer.action);
            }
        } finally {
            this.state.isBusy = false;
        }
    }

    // Keyboard: digits choose a picture or make the quantity, letters search, Esc goes back.

    onKeydown(ev) {
        const isElsewhere =
            document.body.classList.contains("modal-open") ||
            ev.target.closest(".o-dropdown--menu, .o_main_navbar");
        if (ev.ctrlKey || ev.altKey || ev.metaKey || isElsewhere) {
            return;
        }
        browser.clearTimeout(this.digitTimer);
        const isTyping = ev.target.matches("input, textarea, select");
        if (ev.key === "Escape") {
            ev.target.blur(); // from now on digits mean pictures again
            this.back();
        } else if (this.state.step === "quantity") {
            this.onQuantityKey(ev, isTyping);
        } else if (ev.key === "Enter" && ev.target === this.searchRef.el) {
            this.pickFound();
        } else if (!isTyping && /^[1-9]$/.test(ev.key)) {
            // A scanner begins with a digit, too: what follows at once belongs to its code.
            this.digitTimer = browser.setTimeout(
                () => this.pickNumber(Number(ev.key) - 1),
                barcodeService.maxTimeBetweenKeysInMs
            );
        } else if (!isTyping && /^\p{L}$/u.test(ev.key)) {
            this.searchRef.el.focus();
        }
    }

    onQuantityKey(ev, isTyping) {
        const isKey = ev.target.closest(".o_jewel_picker_keys");
        if (ev.key === "Enter" && (isKey || !ev.target.closest("button"))) {
            ev.preventDefault(); // of the key that was pressed last
            this.confirm();
        } else if (!isTyping && /^[0-9.,]$/.test(ev.key)) {
            this.press(ev.key);
        } else if (!isTyping && ev.key === "Backspace") {
            this.press("⌫");
        }
    }

    pickNumber(index) {
        if (this.state.step === "types") {
            return this.data.types[index] && this.pickType(this.data.types[index]);
        }
        return this.state.items[index] && this.pickItem(this.state.items[index]);
    }
}

registry.category("actions").add("jewel_stock_ext.picker", StockPicker);
