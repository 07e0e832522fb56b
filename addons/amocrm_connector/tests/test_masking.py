from odoo.tests import BaseCase, tagged

from ..masking import LIMIT, mask_body, mask_text


@tagged("post_install", "-at_install")
class TestMasking(BaseCase):
    """A log without secrets, phones and addresses."""

    def test_secrets_by_name_and_by_shape(self):
        token = "eyJ0eXAiOiJKV1Qi.eyJhdWQiOiI1ZjBh.c2lnbmF0dXJlLXBhcnQ"
        masked = mask_body({"client_secret": "abc", "deep": [{"refresh_token": "def"}], "x": token})
        for secret in ("abc", "def", token):
            self.assertNotIn(secret, masked)

    def test_phones_and_mail_in_any_clothes(self):
        for secret in (
            "+7 (900) 000-00-11",
            "89000000011",
            "8-900-000-00-11",
            "a.b+c@mail.example.ru",
        ):
            masked = mask_body({"values": [{"value": f"call {secret} now"}]})
            self.assertNotIn(secret, masked)
            self.assertIn("call *** now", masked)

    def test_ids_sums_and_times_stay(self):
        body = {
            "id": 41000001,
            "price": 125000,
            "updated_at": 1760000000,
            "uuid": "78bb04c9-f8b5-4a44",
        }
        self.assertEqual(mask_body(body).count("***"), 0)

    def test_key_of_the_hook(self):
        self.assertEqual(
            mask_text("https://odoo.example.com/amocrm/webhook/s3-cret_x"),
            "https://odoo.example.com/amocrm/webhook/***",
        )

    def test_length(self):
        self.assertLessEqual(len(mask_body({"a": "x" * 9999})), LIMIT)
        self.assertEqual(mask_body(None), "")
