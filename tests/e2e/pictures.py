"""Pictures of the guides: whose screen, how to get there, and the words that stand on it.

`PICTURES` is the one table. `bin/pictures` takes them all anew into docs/images; test_guides.py
opens the same screens and compares their words with those that were there when the pictures were
taken.
"""

import io
import json
import re
from dataclasses import dataclass
from string import Formatter
from urllib.parse import urlsplit

from PIL import Image

from _steps import paths

from .browser import SIZES

FOLDER = paths.REPO / "docs" / "images"
WORDS = FOLDER / "fingerprints.json"
COLOURS = 128


@dataclass(frozen=True)
class Picture:
    """One screen of the demo database.

    :param name: of the file, without the width
    :param login: whose screen; None for a client, who does not log in
    :param path: below /odoo/, or the whole path when it begins with a slash; {names} are fields of
        ``record``
    :param ready: selector of what is seen when the screen is there
    :param size: "desktop" or "phone"
    :param record: (model, domain) of the record whose screen it is; the user must see it
    :param clicks: selectors of what is pressed one after the other
    :param after: selector of what is there after the last click, and is brought into sight
    """

    name: str
    login: str | None
    path: str
    ready: str
    size: str = "desktop"
    record: tuple = ()
    clicks: tuple = ()
    after: str = ""

    @property
    def file(self):
        return FOLDER / f"{self.name}-{SIZES[self.size][0]}.png"

    def get_address(self, user):
        """Path of the screen below the server's address.

        :param user: `OdooUser` who looks the record up
        """
        path = self.path
        if self.record:
            names = [name for _text, name, _format, _how in Formatter().parse(path) if name]
            model, domain = self.record
            row = user.search_read(model, domain, names, order="id", limit=1)[0]
            path = path.format(**row)
        path = urlsplit(path).path  # of a field that holds a whole address
        return path if path.startswith("/") else f"/odoo/{path}"

    def open(self, window, user):
        """Bring the screen into the window."""
        window.page.goto(window.url + self.get_address(user))
        window.page.wait_for_selector(self.ready)
        for selector in self.clicks:
            window.page.locator(selector).first.click()
        if self.after:
            window.page.locator(self.after).first.scroll_into_view_if_needed()
        window.settle()


_CLUB = [("name", "=", "Запонки для членов клуба, 3 пары")]
_WEIGHED = [("state", "=", "progress"), ("is_weighed", "=", True), ("weight_in", ">", 0)]
_CARD = ".o_kanban_record:not(.o_kanban_ghost)"

PICTURES = (
    Picture("manager-home", "manager", "manager-kpi", ".o_jewel_kpi_value"),
    Picture(
        "manager-deal",
        "manager",
        "jewel-deals/{id}",
        ".o_form_view .nav-link",
        record=("crm.lead", [("name", "=", "Фамильный герб")]),
        clicks=(".nav-link:has-text('Изделие')",),
        after=".o_field_jewel_sketches img",
    ),
    Picture(
        "manager-payment",
        "manager",
        "jewel-deals/{id}",
        ".o_form_view .nav-link",
        record=("crm.lead", _CLUB),
        clicks=(".nav-link:has-text('Оплата')",),
        after="button[name=action_register_payment]",
    ),
    Picture(
        "manager-invoice",
        "manager",
        "pay-requests/{id}",
        ".o_jewel_pay_link",
        record=("jewel.pay.request", [("deal_id.name", "=", _CLUB[0][2])]),
    ),
    Picture(
        "client-pay",
        None,
        "{pay_url}",
        "main h1",
        size="phone",
        record=("jewel.pay.request", [("deal_id.name", "=", _CLUB[0][2])]),
    ),
    Picture("head-board", "head", "workshop-board", _CARD),
    Picture(
        "head-spec-changed",
        "head",
        "workshop-board/{id}",
        "button[name=action_jewel_accept_spec]",
        record=("mrp.production", [("spec_changed", "=", True)]),
    ),
    Picture("jeweller-work", "jeweller", "my-work", _CARD, size="phone"),
    Picture(
        "jeweller-card",
        "jeweller",
        "my-work/{id}",
        ".o_jewel_making",
        size="phone",
        record=("mrp.workorder", _WEIGHED),
    ),
    Picture(
        "jeweller-weighing",
        "jeweller",
        "my-work/{id}",
        ".o_jewel_making",
        size="phone",
        record=("mrp.workorder", _WEIGHED),
        clicks=("button[name=action_jewel_finish]:visible",),
        after=".o_jewel_numpad",
    ),
    Picture("storekeeper-picker", "storekeeper", "stock-picker", ".o_jewel_picker_tile"),
    Picture(
        "storekeeper-transfer",
        "storekeeper",
        "metal-transfers/{id}",
        ".o_form_view .o_data_row",
        record=("jewel.metal.transfer", [("received_on", "!=", False)]),
    ),
    Picture("storekeeper-remains", "storekeeper", "remains", ".o_data_row"),
    Picture("accountant-finance", "accountant", "finance", ".o_list_table thead th"),
    Picture(
        "accountant-reconciliation",
        "accountant",
        "reconciliation/{id}",
        "button[name=action_import]",
        record=("jewel.reconciliation", []),
    ),
    Picture("director-home", "director", "workshop-today", "[data-card=in_work]"),
    Picture("director-home", "director", "workshop-today", "[data-card=in_work]", size="phone"),
    Picture(
        "courier-delivery",
        "courier",
        "/jewel/deliveries",
        "a.card",
        size="phone",
        clicks=("a.card",),
        after="button[name=way]",
    ),
    Picture(
        "admin-amocrm",
        "admin",
        "amocrm/{id}",
        ".o_form_view .nav-link",
        record=("amocrm.account", []),
    ),
    Picture(
        "admin-yookassa",
        "admin",
        "action-payment.action_payment_provider/{id}",
        "button[name=action_yookassa_test]",
        record=("payment.provider", [("code", "=", "yookassa")]),
    ),
)


# === WORDS === #

# What the interface says, and not the data: headings, menus, labels, titles of columns, buttons.
_SAYING = (
    "h1, h2, h3, h4, th, label, legend, button:not([data-card]), .btn, a.button, .nav-link,"
    " .breadcrumb-item, .card-header, .modal-title, .o_menu_brand, .o_nav_entry, .o_form_label,"
    " .o_stat_text, .o_horizontal_separator, .o_jewel_kpi_card > div > span,"
    " [data-card] > span:first-child, [placeholder]"
)
# Places where nothing but data stands, though in buttons or headings.
_DATA_PLACES = (
    ".o_data_row, .o_group_header, .o_kanban_header, .list-group-item, .o-mail-Message,"
    " .o-mail-Activity, .o_user_menu, .o_pager, .o_searchview, .o_jewel_kpi_value,"
    " .o_jewel_kpi_body h2,"
    " [data-section=money] h3, .o_jewel_picker_tile, .o_field_many2one, .o_field_tags,"
    " .o_form_view.o_action .o_last_breadcrumb_item, .o_notification_manager,"
    " .o_switch_company_menu, .o_field_datetime, .o_field_date"
)
# Data within a saying part.
_DATA_PARTS = ".o_field_widget, .o_stat_value, .badge, small, sup, .o_arrow_button .text-muted"

_READ_WORDS = """([saying, places, parts]) => {
    const words = new Set();
    for (const node of document.querySelectorAll(saying)) {
        if (!node.checkVisibility() || node.closest(places)) continue;
        const copy = node.cloneNode(true);
        copy.querySelectorAll(parts).forEach((part) => part.remove());
        for (const text of [copy.textContent, node.placeholder || ""]) {
            words.add(text.replace(/\\s+/g, " ").trim());
        }
    }
    return [...words];
}"""


def read_words(window):
    """The interface words of a screen, sorted; numbers in them do not count."""
    texts = window.page.evaluate(_READ_WORDS, [_SAYING, _DATA_PLACES, _DATA_PARTS])
    words = {re.sub(r"\d[\d\s.,:]*", "#", text).strip() for text in texts}
    return sorted(word for word in words if re.search(r"[^\W\d_]", word))


_READ_CUT = """(saying) => [...document.querySelectorAll(saying)].filter(
    (node) => node.checkVisibility() && getComputedStyle(node).overflowX !== "visible"
        && node.scrollWidth > node.clientWidth + 1
).map((node) => node.textContent.replace(/\\s+/g, " ").trim()).filter(Boolean)"""


def find_cut_off(window):
    """Titles of columns, labels and buttons of which only a part is seen."""
    return window.page.evaluate(_READ_CUT, "th, th *, button, .btn, label, .nav-link")


# Names that are the same in Russian.
_NAMES = set("CRM CSV Excel ID KPI Odoo OdooBot PDF PIN QR RUB SMS SberPay T-Pay URL XLSX".split())
_NAMES |= {"amoCRM", "avanpost", "YooMoney"}


def find_english(window):
    """English words on a screen, wherever they stand but in messages; numbers of documents and
    names of places (WH/Stock) are none.
    """
    found = set()
    placeholders = window.page.locator("[placeholder]:visible").evaluate_all(
        "nodes => nodes.map(node => node.placeholder)"
    )
    messages = window.page.locator(".o-mail-Thread").all_inner_texts()
    text = "\n".join([window.page.inner_text("body"), *placeholders])
    for message in messages:
        text = text.replace(message, "")
    for word in text.split():
        word = word.strip("«»()[].,:;!?…—–-\"'")
        if re.fullmatch(r"[A-Za-z]{2,}(['’-][A-Za-z]+)*", word) and word not in _NAMES:
            found.add(word)
    return sorted(found)


def load_words():
    """{name of the file: words that were on the screen when the picture was taken}."""
    return json.loads(WORDS.read_text(encoding="utf-8")) if WORDS.exists() else {}


def save_words(words):
    """Write what `load_words` reads."""
    text = json.dumps(dict(sorted(words.items())), ensure_ascii=False, indent=1)
    WORDS.write_text(text + "\n", encoding="utf-8")


# === FILES === #


def take(picture, window):
    """Write the picture's file: few colours, so that it is small."""
    image = Image.open(io.BytesIO(window.page.screenshot()))
    few = image.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    few.save(picture.file, optimize=True)
