/**
 * Grams need four decimals, and core gives the same number of them to every quantity: one pair of
 * cuff-links would be shown as «1,0000». So numbers that keep so many decimals drop the idle zeros.
 */
import { patch } from "@web/core/utils/patch";
import { registry } from "@web/core/registry";
import { FloatField } from "@web/views/fields/float/float_field";
import { formatFloat } from "@web/views/fields/formatters";

const MANY_DECIMALS = 4;

function keepsManyDecimals(field) {
    return (field?.digits?.[1] ?? 0) >= MANY_DECIMALS;
}

function formatShortFloat(value, options = {}) {
    const short = keepsManyDecimals(options.field) && !options.digits;
    return formatFloat(value, short ? { ...options, trailingZeros: false } : options);
}
formatShortFloat.extractOptions = formatFloat.extractOptions;
registry.category("formatters").add("float", formatShortFloat, { force: true });

patch(FloatField.prototype, {
    get formattedValue() {
        const { formatNumber, humanReadable, digits, name, record } = this.props;
        const field = record.fields[name];
        if (!formatNumber || humanReadable || digits || !keepsManyDecimals(field)) {
            return super.formattedValue;
        }
        return formatFloat(this.value, { field, trailingZeros: false });
    },
});
