"""Running the files of benchmarks/ and printing their ratios."""

import json

from . import odoo, paths
from .ui import Stop

FOLDER = paths.REPO / "benchmarks"


def files(names):
    """All benchmarks, or those with the given names."""
    found = {
        path.stem: path
        for path in sorted(FOLDER.glob("*.py"))
        if "\ndef measure(" in path.read_text(encoding="utf-8")  # the others help these
    }
    if unknown := [name for name in names if name not in found]:
        raise Stop(f"no benchmark {', '.join(unknown)}: there are {', '.join(found) or 'none'}")
    return [found[name] for name in names or found]


def measure(path, database):
    """Rows of one benchmark; benchmarks/README.md says what is in them."""
    script = f"""
import json, runpy, sys
sys.path += [{str(paths.REPO)!r}, {str(paths.REPO / "bin")!r}]
for row in runpy.run_path({str(path)!r})["measure"](env):
    print(json.dumps(row))
"""
    return [json.loads(line) for line in odoo.shell_output(database, script).splitlines()]


def show(rows):
    """Print the rows; returns those whose ratio is over its bound."""
    return [row[0] for row in rows if not _show(*row)]


def conclude(count, exceeded):
    """The last line of the table."""
    verdict = f"over their bound: {', '.join(exceeded)}" if exceeded else "all within their bounds"
    print(f"{count} ratios, {verdict}", flush=True)


def _show(what, ours, other, name, bound=None, unit="s"):
    ratio = ours / other
    is_within = bound is None or ratio <= bound
    limit = "" if bound is None else f"  bound {bound:.2f}{'' if is_within else '  EXCEEDED'}"
    print(
        f"  {what:<44} {ours:9.4f} {unit}  {name}: {other:9.4f} {unit}  ratio {ratio:6.2f}{limit}",
        flush=True,
    )
    return is_within
