"""Chromium as a user's browser: logs in, opens screens, keeps what the console says."""

import os
import resource
import shutil
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import sync_playwright

SIZES = {"desktop": (1280, 800), "phone": (390, 844), "tablet": (820, 1180)}
# Odoo asks the name of the browser whether it is at home on a touch screen.
APPLE = {
    "phone": "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15"
    " (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1",
    "tablet": "Mozilla/5.0 (iPad; CPU OS 18_5 like Mac OS X) AppleWebKit/605.1.15"
    " (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1",
}
# Chromium's own services would look for hosts that a test machine must not ask.
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
TIMEOUT_MS = 45_000

# What Odoo says of a view whose widget is meant for fields of another type; only a warning.
BAD_VIEW = "don't support the type"


@contextmanager
def chromium():
    """A running Chromium."""
    # Odoo limits the memory of this process and so of its children; Chromium reserves more.
    _soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (hard, hard))
    with sync_playwright() as playwright:
        program = shutil.which("chromium")
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
        yield browser
        browser.close()


class Screen:
    """One user's window.

    :param browser: a running Chromium
    :param server: `OdooServer`
    :param login: who uses it, None: a client who does not log in; the password of a demo user
        equals the login
    :param size: "desktop" (1280 px), "phone" (390 px) or "tablet" (820 px)
    :param is_apple: whether the browser says that it is Safari of an iPhone or iPad
    """

    def __init__(self, browser, server, login, size="desktop", is_apple=False):
        self.url = server.url
        self.width, height = SIZES[size]
        self.is_touch = size != "desktop"
        self.context = browser.new_context(
            viewport={"width": self.width, "height": height},
            locale="ru-RU",
            timezone_id="Europe/Moscow",
            has_touch=self.is_touch,
            user_agent=APPLE[size] if is_apple else None,
            is_mobile=is_apple,
        )
        self.page = self.context.new_page()
        self.page.set_default_timeout(TIMEOUT_MS)
        self.errors = []
        self.page.on("console", self._note_error)
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        if login:
            self._log_in(login)

    def _note_error(self, message):
        if message.type == "error" or BAD_VIEW in message.text:
            self.errors.append(f"{message.text} ({message.location.get('url')})")

    def _log_in(self, login):
        self.page.goto(f"{self.url}/web/login")
        self.page.fill("input[name=login]", login)
        self.page.fill("input[name=password]", login)
        self.page.click(".oe_login_form button[type=submit]")
        # A courier begins with his deliveries, a page without menus.
        self.page.wait_for_selector(".o_main_navbar, main.phone")

    def open(self, path, ready):
        """Open `/odoo/<path>` and wait until something that matches `ready` is seen."""
        self.page.goto(f"{self.url}/odoo/{path}")
        self.page.wait_for_selector(ready)
        self.settle()
        return self

    def switch_to(self, action, ready):
        """Open an action by its number as a menu does, without loading the web client anew."""
        self.page.evaluate(
            "action => odoo.__WOWL_DEBUG__.root.env.services.action.doAction("
            "action, { clearBreadcrumbs: true })",
            action,
        )
        self.page.wait_for_selector(ready)
        self.settle()
        return self

    def settle(self):
        """Wait until nothing is being loaded any more, pictures in sight included."""
        self.page.wait_for_function(
            """() => {
                const inSight = (image) => {
                    const place = image.getBoundingClientRect();
                    return image.checkVisibility() && place.bottom > 0 && place.top < innerHeight
                        && place.right > 0 && place.left < innerWidth;
                };
                const images = [...document.images].filter(inSight);
                return !document.querySelector(".o_loading_indicator")
                    && images.every((image) => image.complete);
            }"""
        )

    def text(self):
        """What stands on the page, contents of inputs included."""
        inputs = self.page.locator("input, textarea").evaluate_all(
            "nodes => nodes.map(node => node.value)"
        )
        return "\n".join([self.page.inner_text("body"), *inputs])

    def overflows(self):
        """Whether the page is wider than the window, so that one must scroll sideways."""
        return self.page.evaluate("document.documentElement.scrollWidth") > self.width

    def shot(self, name):
        """A picture to look at, in the folder that JEWEL_SCREENSHOTS names, if any."""
        folder = os.environ.get("JEWEL_SCREENSHOTS")
        if folder:
            self.settle()
            self.page.screenshot(path=Path(folder) / f"{name}-{self.width}.png")

    def close(self):
        self.context.close()
