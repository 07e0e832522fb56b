from odoo.tests import tagged
from odoo.tools import SQL

from odoo.addons.jewel_base.tests.common import JewelCase, capability

SECRET = "Zvezdochetova"
# Texts that are the system's own.
KEPT = {"parent_path"}


@tagged("post_install", "-at_install")
@capability("B40")
class TestForget(JewelCase):
    """A client is erased with what every addon of the suite has added to his card."""

    def test_no_text_of_a_client_is_left(self):
        client = self.env["res.partner"].create({"name": SECRET})
        texts = {
            name
            for name, field in client._fields.items()
            if field.store and field.type in ("char", "text", "html")
        } - KEPT
        self.assertLessEqual({"name", "email", "phone_other", "kpp", "sale_warn_msg"}, texts)
        self.env.flush_all()
        for name in texts - {"barcode"}:  # one of a company each, not text in the table
            value = SQL("to_jsonb(%s::text)" if client._fields[name].translate else "%s", SECRET)
            self.env.execute_query(
                SQL(
                    "UPDATE res_partner SET %s = %s WHERE id = %s RETURNING id",
                    SQL.identifier(name), value, client.id,
                )
            )  # fmt: skip
        client.invalidate_recordset()
        client.barcode = SECRET
        director = self.env.ref("base.user_admin")
        self.env["jewel.forget"].with_user(director).create(
            {"partner_id": client.id}
        ).action_forget()
        self.env.flush_all()
        [[row]] = self.env.execute_query(
            SQL("SELECT to_jsonb(partner) FROM res_partner AS partner WHERE id = %s", client.id)
        )
        self.assertFalse({name for name, value in row.items() if SECRET in str(value)})
