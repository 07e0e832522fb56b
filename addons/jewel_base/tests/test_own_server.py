import re
from pathlib import Path
from urllib.parse import urlsplit

from odoo.tests import HttpCase, tagged

from .common import capability

# What a browser fetches by itself; a link to click on is not that.
_FETCHED = re.compile(
    r"""<(?:script|link|img|iframe|source)\b[^>]*?(?:src|href)=["']((?:https?:)?//[^"']+)"""
)
# Addons of core that send data of the database to services outside by themselves. `sms` and `iap`
# come with base_automation and are silent until a person sends a text message.
_CALLS_HOME = {
    "crm_iap_enrich",
    "crm_iap_mine",
    "google_gmail",
    "partner_autocomplete",
    "snailmail",
    "web_unsplash",
}


@tagged("post_install", "-at_install")
@capability("D13")
class TestOwnServer(HttpCase):
    def test_pages_load_nothing_from_other_hosts(self):
        self.authenticate("admin", "admin")
        own = urlsplit(self.base_url()).netloc
        for path in ("/web/login", "/odoo"):
            page = self.url_open(path).text
            foreign = {urlsplit(link).netloc for link in _FETCHED.findall(page)} - {own}
            self.assertFalse(foreign, path)

    def test_our_files_name_no_foreign_resource(self):
        addon = Path(__file__).parents[1]
        for folder in addon.parent.glob("jewel_*/static/src"):
            for file in folder.rglob("*.*"):
                text = file.read_text(errors="ignore")
                self.assertNotRegex(text, r"https?://", str(file))

    def test_the_suite_needs_nothing_that_calls_home(self):
        modules = self.env["ir.module.module"].search(
            [("name", "=like", "jewel_%"), ("state", "=", "installed")]
        )
        needed = modules.upstream_dependencies(exclude_states=("uninstallable",))
        self.assertFalse(_CALLS_HOME & set(needed.mapped("name")))
