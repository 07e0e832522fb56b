import { _t } from "@web/core/l10n/translation";

const TIMEOUT = 6000;
const SAME_READINGS = 3;
const UNSTABLE = /^\s*(US|S\s+D|D)\b|\?/;
const CARAT = 0.2;

/** Whether this browser can talk to scales on a serial port (Chromium, over HTTPS). */
export function hasScales() {
    return "serial" in navigator;
}

/**
 * Grams in one line of the scales, as A&D, Ohaus, Mettler Toledo and most others write it:
 * "ST,+0012.345  g", "S S     12.345 g", "+ 12.345 g".
 *
 * @returns {{grams: number, isStable: boolean}|null} null when the line holds no weight
 */
export function parseReading(line) {
    const found = /([+-]?)\s*(\d+(?:[.,]\d+)?)\s*(g|ct)?\s*$/i.exec(line.trim());
    if (!found) {
        return null;
    }
    const value = Number(found[1] + found[2].replace(",", "."));
    const grams = (found[3] || "").toLowerCase() === "ct" ? value * CARAT : value;
    return { grams: Number(grams.toFixed(4)), isStable: !UNSTABLE.test(line) };
}

/** Read lines until the weight stands still: three equal stable readings in a row. */
export async function readStill(reader) {
    const decoder = new TextDecoder();
    let [text, last, same] = ["", null, 0];
    for (;;) {
        const { value, done } = await reader.read();
        if (done) {
            throw new Error(_t("The scales have been disconnected."));
        }
        const lines = (text + decoder.decode(value, { stream: true })).split(/[\r\n]+/);
        text = lines.pop();
        for (const reading of lines.map(parseReading)) {
            if (!reading) {
                continue;
            }
            same = reading.isStable && reading.grams === last ? same + 1 : 1;
            last = reading.isStable ? reading.grams : null;
            if (last !== null && same >= SAME_READINGS) {
                return last;
            }
        }
    }
}

/** Grams on the scales; the first time the browser asks which port they are on. */
export async function readScales() {
    const [known] = await navigator.serial.getPorts();
    const port = known || (await navigator.serial.requestPort());
    await port.open({ baudRate: 9600 });
    const reader = port.readable.getReader();
    const timer = setTimeout(() => reader.cancel(), TIMEOUT);
    try {
        return await readStill(reader);
    } finally {
        clearTimeout(timer);
        reader.releaseLock();
        await port.close();
    }
}
