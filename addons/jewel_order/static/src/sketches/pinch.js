import { useEffect } from "@odoo/owl";
import { FileViewer } from "@web/core/file_viewer/file_viewer";
import { patch } from "@web/core/utils/patch";

const span = ([one, other]) =>
    Math.hypot(one.clientX - other.clientX, one.clientY - other.clientY);

/** Core's viewer zooms by wheel and keys; on a phone two fingers zoom and one moves the picture. */
patch(FileViewer.prototype, {
    setup() {
        super.setup();
        let pinch = null;
        let drag = null;

        const onMove = (ev) => {
            const [touch, second] = ev.touches;
            if (second) {
                pinch ||= { span: span(ev.touches), scale: this.state.scale };
                const scale = (pinch.scale * span(ev.touches)) / pinch.span;
                this.state.scale = Math.max(this.minScale, scale);
                drag = null;
            } else if (this.state.scale > 1) {
                drag ||= { x: touch.clientX, y: touch.clientY };
                this.translate.dx = touch.clientX - drag.x;
                this.translate.dy = touch.clientY - drag.y;
            } else {
                return;
            }
            ev.preventDefault();
            this.updateZoomerStyle();
        };
        const onEnd = () => {
            this.isDragging = true; // what core takes for the end of a drag by mouse
            this.onMouseupImage();
            pinch = drag = null;
        };

        useEffect(
            (zoomer) => {
                zoomer?.addEventListener("touchmove", onMove, { passive: false });
                zoomer?.addEventListener("touchend", onEnd);
                return () => {
                    zoomer?.removeEventListener("touchmove", onMove);
                    zoomer?.removeEventListener("touchend", onEnd);
                };
            },
            () => [this.zoomerRef.el]
        );
    },
});
