from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .common import YookassaCase

# role: operations that succeed, of: read, write, create, unlink
MATRIX = {
    "payment.yookassa.operation": {
        "base.group_user": "",
        "base.group_portal": "",
        "base.group_public": "",
        "base.group_system": "r",
    },
    "payment.yookassa.stray": {
        "base.group_user": "",
        "base.group_portal": "",
        "base.group_public": "",
        "base.group_system": "rw",
    },
    "payment.yookassa.receipt": {
        "base.group_user": "",
        "base.group_portal": "",
        "base.group_public": "",
        "base.group_system": "r",
    },
    "payment.yookassa.refund": {
        "base.group_user": "rwc",
        "base.group_portal": "",
        "base.group_public": "",
        "base.group_system": "rwc",
    },
}


@tagged("post_install", "-at_install")
class TestAccess(YookassaCase):
    def test_matrix(self):
        for number, (model, roles) in enumerate(MATRIX.items()):
            for role, allowed in roles.items():
                user = new_test_user(self.env, f"{role.split('_')[1]}-{number}", groups=role)
                for operation in ("read", "write", "create", "unlink"):
                    with self.subTest(model=model, role=role, operation=operation):
                        records = self.env[model].with_user(user)
                        self.assertEqual(records.has_access(operation), operation[0] in allowed)

    def test_other_company_sees_nothing(self):
        tx = self.started()
        company = self.env["res.company"].create({"name": "Other"})
        stranger = new_test_user(
            self.env,
            "stranger",
            groups="base.group_system",
            company_id=company.id,
            company_ids=[company.id],
        )
        operations = self.env["payment.yookassa.operation"].with_user(stranger)
        self.assertFalse(operations.search([("transaction_id", "=", tx.id)]))

    def test_employee_cannot_ask_again(self):
        tx = self.started()
        user = new_test_user(self.env, "curious", groups="base.group_user")
        with self.assertRaises(AccessError):
            tx.with_user(user).action_yookassa_check()
