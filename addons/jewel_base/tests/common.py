"""Helpers for the tests of every addon of the suite."""

import csv
import json
from contextlib import contextmanager

from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tests import TransactionCase, new_test_user

from ..const import ROLES


def capability(*ids):
    """Mark a test, or all tests of a class, as showing the capabilities with these ids."""

    def mark(target):
        target.capabilities = frozenset(getattr(target, "capabilities", ())) | frozenset(ids)
        return target

    return mark


class JewelCase(TransactionCase):
    """One user of each role, in ``cls.users["jeweller"]`` and so on; texts are in English."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context={**cls.env.context, "lang": "en_US", "tracking_disable": True})
        cls.users = {role: cls._create_role_user(role) for role in ROLES}

    @classmethod
    def _create_role_user(cls, *roles, login=None):
        """A user who has these roles and nothing else; no role: a plain employee."""
        return new_test_user(
            cls.env,
            login=login or f"jewel_test_{'_'.join(roles) or 'employee'}",
            groups=",".join(f"jewel_base.group_{role}" for role in roles) or "base.group_user",
            lang="en_US",
            tz="Europe/Moscow",
        )

    @contextmanager
    def assertRefused(self, words, error=UserError):
        """What happens inside is refused with ``words`` (a regular expression) and undone."""
        with self.assertRaises(error) as refusal:
            yield
        self.assertRegex(str(refusal.exception), words)

    def assertAccessMatrix(self, path):
        """Compare real rights on models with the table at ``path``: model × role, letters r w c d.

        A role without a column, or with an empty cell, is not asked about: another addon decides.
        """
        letters = {"r": "read", "w": "write", "c": "create", "d": "unlink"}
        users = {**self.users, "employee": self._create_role_user(login="jewel_test_employee")}
        with open(path, newline="", encoding="utf-8") as table:
            for row in csv.DictReader(table):
                model = self.env[row.pop("model")]
                real = {
                    role: "".join(
                        letter
                        for letter, operation in letters.items()
                        if model.with_user(users[role]).has_access(operation)
                    )
                    or "-"
                    for role in row
                    if row[role]
                }
                with self.subTest(model=model._name):
                    self.assertEqual(real, {role: said for role, said in row.items() if said})

    def assertNoLeak(self, user, secrets, module=None):
        """Fail when ``user`` can read any of the ``secrets`` (texts) in any field of any model.

        The scan reads as a client of the RPC would; put the secrets into records first.

        :param module: look only at the models of this module and of those that it depends on
        """
        self.env.flush_all()
        modules = module and self._get_module_and_dependencies(module)
        leaks = [
            (model, fname, secret)
            for model in sorted(self.env.registry)
            if not module or self.env[model]._original_module in modules
            for fname, text in _readable_texts(self.env(user=user.id, su=False)[model])
            for secret in secrets
            if secret in text
        ]
        self.assertFalse(leaks, f"{user.login} can read what is closed to them")

    def _get_module_and_dependencies(self, name):
        module = self.env["ir.module.module"].search([("name", "=", name)])
        needed = module.upstream_dependencies(exclude_states=("uninstallable",))
        return {"base", *(module | needed).mapped("name")}


def _readable_texts(model):
    """(field, its values on all records as one text) for what the user can read in ``model``."""
    if model._abstract or model._transient or not model.has_access("read"):
        return
    records = model.with_context(active_test=False).search(Domain.TRUE, limit=3000)
    fnames = [
        fname
        for fname, field in model._fields.items()
        if field.type != "binary" and model._has_field_access(field, "read")
    ]
    for fname in fnames:
        try:
            rows = records.read([fname])
        except (AccessError, UserError):
            continue  # what cannot be read leaks nothing
        yield fname, json.dumps([row[fname] for row in rows], default=str, ensure_ascii=False)
