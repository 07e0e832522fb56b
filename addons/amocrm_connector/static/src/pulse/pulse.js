import { Component, onMounted, onWillStart, onWillUnmount, useState } from "@odoo/owl";
import { deserializeDateTime, formatDate, formatDateTime } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";

const REFRESH_MS = 10000;

/** Seconds in words: "now", "40 s", "5 min", "3 h", "2 d". */
export function formatLag(seconds) {
    if (seconds < 5) {
        return _t("now");
    }
    if (seconds < 120) {
        return _t("%s s", Math.round(seconds));
    }
    if (seconds < 7200) {
        return _t("%s min", Math.round(seconds / 60));
    }
    return seconds < 172800
        ? _t("%s h", Math.round(seconds / 3600))
        : _t("%s d", Math.round(seconds / 86400));
}

/** One figure with its name and a few words below. */
export class PulseTile extends Component {
    static template = "amocrm_connector.PulseTile";
    static props = {
        label: String,
        value: { type: [String, Number] },
        note: { type: String, optional: true },
        level: { type: String, optional: true },
        onOpen: { type: Function, optional: true },
    };
}

/** Hooks of the last 24 hours, one bar an hour. */
export class PulseHours extends Component {
    static template = "amocrm_connector.PulseHours";
    static props = { counts: { type: Array, element: Number } };

    get bars() {
        const most = Math.max(...this.props.counts, 1);
        return this.props.counts.map((count, hour) => ({
            x: hour * 10,
            y: 40 - Math.round((count / most) * 38),
            height: Math.round((count / most) * 38) + 1,
            count,
        }));
    }

    get total() {
        return this.props.counts.reduce((sum, count) => sum + count, 0);
    }
}

/** How far a first load has come. */
export class PulseLoad extends Component {
    static template = "amocrm_connector.PulseLoad";
    static props = { load: Object, onOpen: { type: Function, optional: true } };

    get label() {
        return this.props.load.is_paused ? _t("First Load, paused") : _t("First Load");
    }

    get deals() {
        const { done, total } = this.props.load;
        return _t("%(done)s of %(total)s deals", { done, total });
    }

    get left() {
        const { is_paused, seconds_left } = this.props.load;
        if (is_paused) {
            return "";
        }
        if (seconds_left === false) {
            return _t("has just begun");
        }
        return seconds_left < 60
            ? _t("less than a minute left")
            : _t("about %s left", formatLag(Math.max(seconds_left, 120)));
    }
}

/** The state of one account. */
export class PulseCard extends Component {
    static template = "amocrm_connector.PulseCard";
    static components = { PulseTile, PulseHours, PulseLoad };
    static props = {
        account: Object,
        mayPress: Boolean,
        press: Function,
        replay: Function,
        open: Function,
    };

    lag(seconds) {
        return formatLag(seconds);
    }

    age(text) {
        return -deserializeDateTime(text).diffNow("seconds").seconds;
    }

    ago(text) {
        if (!text) {
            return _t("never");
        }
        const seconds = this.age(text);
        return seconds < 60 ? _t("just now") : _t("%s ago", formatLag(seconds));
    }

    /** A pause by hand has no end worth telling. */
    get pause() {
        const { paused_until, pause_reason } = this.props.account;
        const end = deserializeDateTime(paused_until);
        return end.diffNow("days").days > 365
            ? _t("Paused. %s", pause_reason)
            : _t("Paused until %(end)s. %(reason)s", {
                  end: formatDateTime(end),
                  reason: pause_reason,
              });
    }

    lagLevel(seconds) {
        return seconds > 1800 ? "fail" : seconds > 120 ? "warn" : "ok";
    }

    get readNote() {
        const { inbox, queue_in } = this.props.account;
        return _t("hooks: %(hooks)s, records to read: %(records)s", {
            hooks: inbox,
            records: queue_in,
        });
    }

    get sendNote() {
        return _t("records to send: %s", this.props.account.queue_out);
    }

    get requests() {
        const { last_second, limit } = this.props.account;
        return _t("%(made)s of %(limit)s", { made: last_second, limit });
    }

    get hookNote() {
        const { hook_checked_at, last_event_at } = this.props.account;
        return _t("looked at: %(looked)s, last hook: %(hook)s", {
            looked: this.ago(hook_checked_at),
            hook: this.ago(last_event_at),
        });
    }

    get requestsNote() {
        const { last_minute, too_fast } = this.props.account;
        return too_fast
            ? _t("%(minute)s in a minute, refused in an hour: %(refused)s", {
                  minute: last_minute,
                  refused: too_fast,
              })
            : _t("%s in a minute", last_minute);
    }

    get share() {
        const { last_minute, limit } = this.props.account;
        return Math.min(100, Math.round((last_minute / (limit * 60)) * 100));
    }

    get token() {
        const { token_expires_at, token_issued_at, is_renewed } = this.props.account;
        const age = token_issued_at ? formatLag(this.age(token_issued_at)) : _t("unknown");
        const end = token_expires_at
            ? formatDate(deserializeDateTime(token_expires_at))
            : _t("not told");
        return {
            age,
            note: is_renewed
                ? _t("renewed by itself, valid until %s", end)
                : _t("long-lived, valid until %s", end),
        };
    }
}

export class AmocrmPulse extends Component {
    static template = "amocrm_connector.Pulse";
    static components = { Layout, PulseCard };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.display = { controlPanel: {} };
        this.state = useState({ accounts: [], mayPress: false, isLost: false });
        onWillStart(() => this.load(this.orm));
        onMounted(() => {
            this.timer = setInterval(() => this.refresh(), REFRESH_MS);
        });
        onWillUnmount(() => clearInterval(this.timer));
    }

    async load(orm) {
        const pulse = await orm.call("amocrm.account", "get_pulse", []);
        Object.assign(this.state, {
            accounts: pulse.accounts,
            mayPress: pulse.may_press,
            isLost: false,
        });
    }

    /** Old figures stay on the page while the server does not answer, and the page says so. */
    async refresh() {
        if (document.hidden) {
            return;
        }
        try {
            await this.load(this.orm.silent);
        } catch {
            this.state.isLost = true;
        }
    }

    async press(account, method) {
        await this.orm.call("amocrm.account", method, [[account.id]]);
        await this.load(this.orm);
    }

    async replay(letter) {
        await this.orm.call("amocrm.binding", "action_retry", [[letter.id]]);
        await this.load(this.orm);
    }

    async open(account, method, ...args) {
        this.action.doAction(
            await this.orm.call("amocrm.account", method, [[account.id], ...args])
        );
    }

    openAccounts() {
        this.action.doAction("amocrm_connector.amocrm_account_action");
    }
}

registry.category("actions").add("amocrm_connector.pulse", AmocrmPulse);
