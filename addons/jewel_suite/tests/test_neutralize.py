from odoo.modules.neutralize import neutralize_database
from odoo.tests import TransactionCase, tagged

from odoo.addons.jewel_base.tests.common import capability

SECRET = "Tell-Nobody"


@tagged("post_install", "-at_install")
@capability("A2")
class TestNeutralize(TransactionCase):
    """A copy of the database for trials reaches nobody outside."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.account = cls.env["amocrm.account"].create({"name": "Original"})
        cls.provider = cls.env["payment.provider"].create({"name": "YooKassa", "code": "yookassa"})
        cls.env.flush_all()

    def test_no_key_and_no_way_out_is_left(self):
        keys = {
            "amocrm_account": ("access_token", "refresh_token", "client_secret", "oauth_state"),
            "payment_provider": ("yookassa_shop_id", "yookassa_secret_key", "yookassa_api_url"),
        }
        for table, columns in keys.items():
            for column in columns:
                self.env.cr.execute(f"UPDATE {table} SET {column} = %s", [SECRET])
        self.env.cr.execute("UPDATE payment_provider SET state = 'enabled'")
        self.env.cr.execute("UPDATE amocrm_account SET state = 'connected'")
        self._add_mail_server()

        neutralize_database(self.env.cr)
        self.env.invalidate_all()

        self.assertEqual(self.account.state, "draft")
        for table in keys:
            self.env.cr.execute(
                f"SELECT count(*) FROM {table} t WHERE t::text LIKE %s", [f"%{SECRET}%"]
            )
            self.assertEqual(self.env.cr.fetchone(), (0,), table)
        providers = self.env["payment.provider"].with_context(active_test=False).search([])
        self.assertNotIn("enabled", providers.mapped("state"))
        servers = self.env["ir.mail_server"].search([])
        self.assertEqual(set(servers.mapped("smtp_host")), {"invalid"})
        kept = self.env.ref("base.autovacuum_job")
        self.assertEqual(self.env["ir.cron"].search([]), kept)

    def _add_mail_server(self):
        self.env["ir.mail_server"].create({"name": "Real", "smtp_host": "smtp.example.com"})
