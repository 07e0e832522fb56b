import { onMounted } from "@odoo/owl";
import { FileInput } from "@web/core/file_input/file_input";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { SketchesField } from "@jewel_order/sketches/sketches_field";

/** On a phone the button opens the camera at once, not the gallery. */
class CameraInput extends FileInput {
    setup() {
        super.setup();
        onMounted(() => this.fileInputRef.el.setAttribute("capture", "environment"));
    }
}

/** Photos taken at the bench: a wall of thumbnails like that of the sketches. */
export class PhotosField extends SketchesField {
    static components = { ...SketchesField.components, FileInput: CameraInput };

    get uploadText() {
        return _t("Take a photo");
    }
}

const sketches = registry.category("fields").get("jewel_sketches");
registry.category("fields").add("jewel_photos", {
    ...sketches,
    component: PhotosField,
    displayName: _t("Photos"),
    extractProps: (info) => ({
        ...sketches.extractProps(info),
        acceptedFileExtensions: "image/*",
    }),
});
