import base64
import io

from PIL import Image

from odoo.tests import HttpCase, tagged


@tagged("post_install", "-at_install")
class TestLogin(HttpCase):
    def test_workshop_without_a_logo_is_named(self):
        company = self.env.ref("base.public_user").company_id
        company.write({"name": "Anchor Workshop", "logo": False})
        page = self.url_open("/web/login").text
        self.assertIn("Anchor Workshop</h1>", page)
        self.assertNotIn("/web/binary/company_logo", page)

        stream = io.BytesIO()
        Image.new("RGB", (64, 48), "gold").save(stream, "PNG")
        company.logo = base64.b64encode(stream.getvalue())
        page = self.url_open("/web/login").text
        self.assertIn("/web/binary/company_logo", page)
        self.assertNotIn("Anchor Workshop</h1>", page)

    def test_words_that_odoo_lacks_are_there(self):
        preferences = self.env.ref("base.view_users_form_simple_modif").with_context(lang="ru_RU")
        self.assertIn("Сохранить настройки", preferences.arch_db)
