"""Odoo's own lint, its module `test_lint`, over our addons.

Its tests look at every addon on the path; here they see ours only. Its part for pylint runs in
bin/lint, because pylint is not in Odoo's environment. Left out are the tests of the linters
themselves, of Odoo's docstrings, conflict markers and templates of terms, and eslint.
"""

import importlib
import sys
import types
from unittest.mock import patch

import pytest

from odoo.modules.module import Manifest
from odoo.tests import BaseCase
from odoo.tools.misc import file_path

from _steps import addons

FILES = (
    "test_dunderinit",
    "test_i18n",
    "test_index",
    "test_jstranslate",
    "test_l10n",
    "test_manifests",
    "test_naming",
    "test_onchange_domains",
    "test_orm_import",
    "test_override_signatures",
    "test_routes",
    "test_test_holes",
)


def _cases():
    """{name: class} of the test cases, for pytest to find in this module."""
    # In the place of the package itself, which would import pylint.
    package = types.ModuleType("odoo.addons.test_lint.tests")
    package.__path__ = [file_path("test_lint/tests")]
    with patch.dict(sys.modules, {package.__name__: package}):
        modules = [importlib.import_module(f"{package.__name__}.{file}") for file in FILES]
    return {
        f"{module.__name__.rpartition('.')[2]}_{name}": case
        for module in modules
        for name, case in vars(module).items()
        if isinstance(case, type)
        and issubclass(case, BaseCase)
        and case.__module__ == module.__name__
    }


globals().update(_cases())


@pytest.fixture(autouse=True, scope="module")
def _ours_only():
    ours = [Manifest.for_addon(name) for name in addons.names()]
    with patch.object(Manifest, "all_addon_manifests", return_value=ours):
        yield


@pytest.fixture(autouse=True)
def _no_warnings(caplog):
    """Some of these tests only warn of what they find."""
    yield
    assert not [record.getMessage() for record in caplog.records if "test_lint" in record.name]
