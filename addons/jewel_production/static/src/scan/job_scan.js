import { Component } from "@odoo/owl";
import { scanBarcode } from "@web/core/barcode/barcode_dialog";
import { isBarcodeScannerSupported } from "@web/core/barcode/barcode_video_scanner";
import { Dropdown } from "@web/core/dropdown/dropdown";
import { useDropdownState } from "@web/core/dropdown/dropdown_hooks";
import { registry } from "@web/core/registry";
import { useAutofocus, useBus, useService } from "@web/core/utils/hooks";
import { session } from "@web/session";

// Screens where a scanner that types like a keyboard means an envelope.
const WORKSHOP_MODELS = ["mrp.production", "mrp.workorder", "jewel.casting.tree"];

export class JobScanForm extends Component {
    static template = "jewel_production.JobScanForm";
    static props = { onCode: Function };

    setup() {
        this.input = useAutofocus({ refName: "code" });
        this.hasCamera = isBarcodeScannerSupported();
    }

    onSubmit() {
        this.props.onCode(this.input.el.value);
    }

    async onCamera() {
        this.props.onCode(await scanBarcode(this.env));
    }
}

/** Opens the work that belongs to an envelope: scanned, photographed or typed. */
export class JobScan extends Component {
    static template = "jewel_production.JobScan";
    static components = { Dropdown, JobScanForm };
    static props = {};

    setup() {
        this.action = useService("action");
        this.orm = useService("orm");
        this.dropdown = useDropdownState();
        useBus(useService("barcode").bus, "barcode_scanned", (ev) => {
            if (WORKSHOP_MODELS.includes(this.action.currentController?.props.resModel)) {
                this.open(ev.detail.barcode);
            }
        });
    }

    async open(code) {
        this.dropdown.close();
        if (code.trim()) {
            await this.action.doAction(await this.orm.call("mrp.production", "jewel_scan", [code]));
        }
    }
}

if (session.jewel_scan) {
    registry.category("systray").add("jewel_production.JobScan", { Component: JobScan }, { sequence: 50 });
}
