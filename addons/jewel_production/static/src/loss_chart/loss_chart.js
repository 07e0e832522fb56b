import { Component, onWillStart, onWillUnmount, useEffect, useRef, useState } from "@odoo/owl";
import { loadBundle } from "@web/core/assets";
import { deserializeDateTime } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { Layout } from "@web/search/layout";
import { formatFloat } from "@web/views/fields/formatters";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";

const COLORS = {
    centre: "#0a7d5c",
    drift: "#e08600",
    jump: "#d1293d",
    limit: "#8a3ffc",
    norm: "#6b7280",
    point: "#2563eb",
};

/** Losses of one master at one stage, beside his own limits and the norm of the workshop. */
export class LossChart extends Component {
    static template = "jewel_production.LossChart";
    static components = { Layout };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.canvas = useRef("canvas");
        this.display = { controlPanel: {} };
        this.state = useState({ charts: [], index: 0, data: null });
        onWillStart(async () => {
            await loadBundle("web.chartjs_lib");
            this.state.charts = await this.orm.call("jewel.loss.point", "get_charts", []);
            await this.load(this.wanted);
        });
        useEffect(
            () => this.draw(),
            () => [this.state.data]
        );
        onWillUnmount(() => this.chart?.destroy());
    }

    /** The chart that an alarm has sent us to, or the first one. */
    get wanted() {
        const keys = ["jeweller_id", "stage_id", "alloy_id"];
        const { context } = this.props.action;
        const found = this.state.charts.findIndex((chart) =>
            keys.every((key) => chart[key] === context[key])
        );
        return Math.max(found, 0);
    }

    async load(index) {
        this.state.index = index;
        const chart = this.state.charts[index];
        if (chart) {
            const key = [chart.jeweller_id, chart.stage_id, chart.alloy_id];
            this.state.data = await this.orm.call("jewel.loss.point", "get_chart", key);
        }
    }

    get alarms() {
        const alarms = [];
        for (const point of this.state.data.points) {
            const last = alarms.at(-1);
            if (point.mark === "drift" && last?.mark === "drift" && last.open) {
                last.until = point;
            } else if (point.mark) {
                alarms.push({ mark: point.mark, from: point, until: point, open: true });
            }
            if (!point.mark && last) {
                last.open = false;
            }
        }
        return alarms;
    }

    day(point) {
        return deserializeDateTime(point.date).toLocaleString(luxon.DateTime.DATE_SHORT);
    }

    percent(value) {
        return `${formatFloat(value, { digits: [9, 2] })} %`;
    }

    openJob(point) {
        this.action.doAction({
            type: "ir.actions.act_window",
            res_model: "mrp.production",
            res_id: point.job_id,
            views: [[false, "form"]],
        });
    }

    draw() {
        this.chart?.destroy();
        this.chart = null;
        if (!this.canvas.el) {
            return;
        }
        const { points, centre, lower, upper } = this.state.data;
        const flat = (value) => points.map(() => value);
        const line = { fill: false, pointRadius: 0, pointHitRadius: 0, borderWidth: 2 };
        const limit = { ...line, borderColor: COLORS.limit, borderDash: [6, 4] };
        const color = points.map((point) => COLORS[point.mark || "point"]);
        const datasets = [
            {
                label: _t("Loss, %"),
                data: points.map((point) => point.percent),
                borderColor: COLORS.point,
                borderWidth: 1,
                pointBackgroundColor: color,
                pointBorderColor: color,
                pointRadius: points.map((point) => (point.mark ? 6 : 3)),
                pointStyle: points.map((point) =>
                    point.mark === "jump" ? "triangle" : "circle"
                ),
            },
        ];
        if (centre !== null) {
            datasets.push(
                { ...line, label: _t("Centre"), data: flat(centre), borderColor: COLORS.centre },
                { ...limit, label: _t("Upper Limit"), data: flat(upper) },
                { ...limit, label: _t("Lower Limit"), data: flat(lower) }
            );
        }
        if (points.some((point) => point.norm !== null)) {
            datasets.push({
                ...line,
                label: _t("Norm"),
                data: points.map((point) => point.norm),
                borderColor: COLORS.norm,
                borderDash: [2, 3],
                stepped: true,
            });
        }
        this.chart = new Chart(this.canvas.el, {
            type: "line",
            data: { labels: points.map((point) => this.day(point)), datasets },
            options: {
                animation: false,
                maintainAspectRatio: false,
                scales: {
                    y: { beginAtZero: true, ticks: { callback: (value) => this.percent(value) } },
                },
                plugins: {
                    legend: { labels: { boxHeight: 0 } },
                    tooltip: {
                        filter: (item) => item.datasetIndex === 0,
                        callbacks: {
                            title: ([item]) =>
                                item && `${points[item.dataIndex].job}, ${item.label}`,
                            label: (item) => this.percent(item.parsed.y),
                        },
                    },
                },
                onClick: (ev, items) => {
                    const item = items.find((one) => one.datasetIndex === 0);
                    if (item) {
                        this.openJob(points[item.index]);
                    }
                },
            },
        });
    }
}

registry.category("actions").add("jewel_loss_chart", LossChart);
