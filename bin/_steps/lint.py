"""Static checks: formatting, Python rules, Odoo's and OCA's rules."""

import subprocess

from . import addons, odoo_source, paths, venv
from .ui import step

# Matters of taste, or of headers that nobody reads.
_OCA_DISABLED = (
    "prefer-readme-rst",
    "xml-header-wrong",
    "xml-header-missing",
    "xml-tag-position",
    "xml-field-numeric-without-eval",
    "xml-field-bool-without-eval",
    # The mail for a new password cannot be sent from a demo database anyway.
    "xml-create-user-wo-reset-password",
)
# Of Odoo's own rules (its module test_lint) those that neither ruff nor pylint-odoo has.
_ODOO_PLUGINS = "_odoo_checker_sql_injection,_odoo_checker_gettext,_odoo_checker_unlink_override"
_ODOO_RULES = (
    # sql-injection; pylint-odoo has another of this name
    "E8501",
    "missing-gettext",
    "gettext-variable",
    "gettext-placeholders",
    "gettext-repr",
    "raise-unlink-override",
)


def _odoo_pylint():
    folder = odoo_source.python_path() / "odoo" / "addons" / "test_lint" / "tests"
    return [
        venv.lint_bin("pylint"),
        "--rcfile=/dev/null",
        "--persistent=no",
        "--score=no",
        "--ignore-paths=^.*/tests/.*$",
        f"--init-hook=import sys; sys.path.append({str(folder)!r})",
        f"--load-plugins={_ODOO_PLUGINS}",
        # Our comments name rules of pylint-odoo, which are unknown here.
        "--disable=all,unknown-option-value",
        f"--enable={','.join(_ODOO_RULES)}",
    ]


def _checks(targets):
    """(title, command) of each check."""
    ruff = venv.lint_bin("ruff")
    pylint = [venv.lint_bin("pylint"), "--rcfile", paths.REPO / ".pylintrc"]
    oca = [venv.lint_bin("oca-checks-odoo-module"), f"--disable={','.join(_OCA_DISABLED)}"]
    names = [name for name in addons.names() if _is_target(paths.ADDONS / name, targets)]
    checks = [
        ("ruff: format (bin/lint --fix does it)", [ruff, "format", "--check", *targets]),
        ("ruff: rules", [ruff, "check", "--quiet", *targets]),
    ]
    if names:
        folders = [paths.ADDONS / name for name in names]
        manifests = [folder / "__manifest__.py" for folder in folders]
        checks.append(("pylint-odoo", [*pylint, *folders]))
        checks.append(("pylint: Odoo's own rules", [*_odoo_pylint(), *folders]))
        checks.append(("oca-checks-odoo-module", [*oca, *manifests]))
    return checks


def _is_target(folder, targets):
    return any(folder == target or target in folder.parents for target in targets)


def fix(targets):
    """Let ruff put right what it can."""
    for command in (["check", "--fix", "--quiet"], ["format", "--quiet"]):
        subprocess.run([venv.lint_bin("ruff"), *command, *targets], cwd=paths.REPO, check=False)


def run(targets):
    """Titles of the checks that found something; what they found is printed."""
    failed = []
    for title, command in _checks(targets):
        with step(f"Lint: {title}"):
            result = subprocess.run(
                [str(part) for part in command],
                cwd=paths.REPO,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                check=False,
            )
        if result.returncode:
            print(result.stdout, flush=True)
            failed.append(title)
    return failed
