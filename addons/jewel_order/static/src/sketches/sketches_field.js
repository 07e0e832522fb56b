import { FileModel } from "@web/core/file_viewer/file_model";
import { useFileViewer } from "@web/core/file_viewer/file_viewer_hook";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import {
    Many2ManyBinaryField,
    many2ManyBinaryField,
} from "@web/views/fields/many2many_binary/many2many_binary_field";

/** Sketches as a wall of thumbnails: a tap opens them large, one after another. */
export class SketchesField extends Many2ManyBinaryField {
    static template = "jewel_order.SketchesField";

    setup() {
        super.setup();
        this.viewer = useFileViewer();
    }

    get files() {
        return super.files.map((file) => Object.assign(new FileModel(), file));
    }

    get uploadText() {
        return _t("Add a sketch");
    }

    thumbnail(file) {
        return `/web/image/${file.id}/256x256`;
    }

    open(file) {
        const files = this.files;
        this.viewer.open(
            files.find(({ id }) => id === file.id),
            files
        );
    }
}

registry.category("fields").add("jewel_sketches", {
    ...many2ManyBinaryField,
    component: SketchesField,
    displayName: _t("Sketches"),
});
