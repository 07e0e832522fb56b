import { Component, onWillStart, onWillUnmount, useEffect, useRef } from "@odoo/owl";
import { loadBundle } from "@web/core/assets";

const COLORS = ["#7c5c9e", "#b8b2c4", "#d9a441"];

/** A small chart of the director's page by Odoo's own Chart.js. */
export class DirectorChart extends Component {
    static template = "jewel_kpi.DirectorChart";
    static props = { chart: Object };

    setup() {
        this.canvas = useRef("canvas");
        this.drawn = null;
        onWillStart(() => loadBundle("web.chartjs_lib"));
        useEffect(
            () => this.draw(),
            () => [this.props.chart]
        );
        onWillUnmount(() => this.drawn?.destroy());
    }

    /** A refund on the first of the month would draw a whole step of empty scale below zero. */
    get bottom() {
        const values = this.props.chart.series.flatMap(({ values }) => values);
        const [smallest, largest] = [Math.min(...values), Math.max(...values)];
        return -smallest < largest / 10 ? 0 : smallest;
    }

    draw() {
        this.drawn?.destroy();
        const { type, labels, series } = this.props.chart;
        this.drawn = new Chart(this.canvas.el, {
            type,
            data: {
                labels,
                datasets: series.map((one, number) => ({
                    label: one.name,
                    data: one.values,
                    borderColor: COLORS[number % COLORS.length],
                    backgroundColor: COLORS[number % COLORS.length],
                    pointRadius: 0,
                    borderWidth: 2,
                })),
            },
            options: {
                animation: false,
                maintainAspectRatio: false,
                interaction: { mode: "index", intersect: false },
                plugins: {
                    legend: { display: series.length > 1, position: "bottom" },
                },
                scales: {
                    x: { grid: { display: false } },
                    y: { min: this.bottom, ticks: { maxTicksLimit: 5 } },
                },
            },
        });
    }
}
