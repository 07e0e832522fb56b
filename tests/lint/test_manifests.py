"""The house's map: which addon may know which, under which licence."""

import ast

import pytest

from odoo.modules.module import Manifest

from _steps import addons, paths

AGPL, LGPL = "AGPL-3", "LGPL-3"

# addon: (licence, dependencies that the design allows). An addon that is not here
# has no place in the house yet.
HOUSE = {
    "jewel_base": (AGPL, {"auth_password_policy", "product", "mail"}),
    "jewel_order": (AGPL, {"sale_crm", "sale_management", "jewel_base"}),
    "jewel_stock_ext": (AGPL, {"stock", "jewel_base"}),
    "jewel_production": (
        AGPL,
        {"sale_mrp", "base_automation", "web_timeline", "jewel_order", "jewel_stock_ext"},
    ),
    "jewel_invoicing": (AGPL, {"account_payment", "jewel_order"}),
    "l10n_ru_jewel": (LGPL, {"account"}),
    "payment_yookassa": (LGPL, {"payment"}),
    "jewel_invoicing_yookassa": (AGPL, {"jewel_invoicing", "payment_yookassa", "l10n_ru_jewel"}),
    "jewel_finmonitor": (AGPL, {"jewel_invoicing"}),
    "jewel_finmonitor_yookassa": (AGPL, {"jewel_finmonitor", "payment_yookassa"}),
    "jewel_kpi": (AGPL, {"jewel_finmonitor"}),
    "jewel_kpi_production": (AGPL, {"jewel_kpi", "jewel_production"}),
    "jewel_kpi_amocrm": (AGPL, {"jewel_kpi", "amocrm_connector"}),
    "jewel_audit": (AGPL, {"privacy_lookup", "jewel_kpi", "jewel_production"}),
    "amocrm_connector": (LGPL, {"sale_crm"}),
    "jewel_amocrm": (
        AGPL,
        {"amocrm_connector", "jewel_production", "jewel_invoicing", "jewel_finmonitor"},
    ),
}
SUITE = "jewel_suite"
BRIDGES = {
    "jewel_amocrm",
    "jewel_finmonitor_yookassa",
    "jewel_invoicing_yookassa",
    "jewel_kpi_amocrm",
    "jewel_kpi_production",
}

pytestmark = pytest.mark.parametrize("name", addons.names())


def test_dependencies_follow_the_map(name):
    depends = set(addons.manifest(name)["depends"])
    if name == SUITE:
        assert depends == set(addons.names()) - {SUITE}
    else:
        assert name in HOUSE, f"{name} is not on the map"
        assert depends <= HOUSE[name][1]
        assert not depends & (BRIDGES | {SUITE})


def test_bridges_install_themselves(name):
    assert bool(addons.manifest(name).get("auto_install")) == (name in BRIDGES)


def test_manifest_values(name):
    manifest = addons.manifest(name)
    assert manifest["license"] == (AGPL if name == SUITE else HOUSE[name][0])
    assert manifest["version"].startswith("19.0.")
    assert manifest["author"] == "Jewel ERP"
    assert bool(manifest.get("application")) == (name == SUITE)


def test_lgpl_addon_needs_nothing_of_agpl(name):
    if addons.manifest(name)["license"] == LGPL:
        licences = {_manifest(needed)["license"] for needed in _closure(name)}
        assert licences <= {LGPL}


def test_python_imports_only_dependencies(name):
    allowed = _closure(name)
    for path, tree in _sources(name):
        for node in ast.walk(tree):
            for imported in _imported_addons(node):
                assert imported in allowed, f"{path}:{node.lineno} imports {imported}"


def test_nobody_asks_for_undeclared_models_or_fields(name):
    for path, tree in _sources(name):
        for node in ast.walk(tree):
            assert not _is_peeping(node), f"{path}:{node.lineno} peeps"


def _manifest(name):
    if name in addons.names():
        return addons.manifest(name)
    return Manifest.for_addon(name)


def _closure(name):
    """The addon and all that it depends on, directly or not."""
    found, waiting = set(), [name]
    while waiting:
        current = waiting.pop()
        if current not in found:
            found.add(current)
            depends = _manifest(current).get("depends", ())
            waiting += depends or (["base"] if current != "base" else [])
    return found


def _sources(name):
    for path in sorted((paths.ADDONS / name).rglob("*.py")):
        yield path.relative_to(paths.REPO), ast.parse(path.read_bytes())


def _imported_addons(node):
    if isinstance(node, ast.Import):
        modules = [alias.name for alias in node.names]
    elif isinstance(node, ast.ImportFrom) and not node.level:
        modules = [f"{node.module}.{alias.name}" for alias in node.names]
    else:
        modules = []
    parts = (module.split(".") for module in modules)
    return {part[2] for part in parts if part[:2] == ["odoo", "addons"] and len(part) > 2}


def _is_peeping(node):
    """`"x" in record._fields`, `"model" in self.env`, `self.env.get("model")`."""
    if isinstance(node, ast.Compare) and isinstance(node.left, ast.Constant):
        looks_inside = isinstance(node.ops[0], (ast.In, ast.NotIn))
        return looks_inside and _last_name(node.comparators[0]) in {"_fields", "env", "registry"}
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        return node.func.attr == "get" and _last_name(node.func.value) == "env"
    return False


def _last_name(node):
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else None
