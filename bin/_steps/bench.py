"""Running the files of benchmarks/ and printing their ratios."""

import json

from . import odoo, paths
from .ui import Stop

FOLDER = paths.REPO / "benchmarks"


def files(names):
    """All benchmarks, or those with the given names."""
    helpers = {"finance_data", "workshop_data"}
    found = {path.stem: path for path in sorted(FOLDER.glob("*.py")) if path.stem not in helpers}
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
    """Print the rows; whether all ratios are within their bounds."""
    return all([_show(*row) for row in rows])


def _show(what, ours, other, name, bound=None, unit="s"):
    ratio = ours / other
    is_within = bound is None or ratio <= bound
    limit = "" if bound is None else f"  bound {bound:.2f}{'' if is_within else '  EXCEEDED'}"
    print(
        f"  {what:<44} {ours:9.4f} {unit}  {name}: {other:9.4f} {unit}  ratio {ratio:6.2f}{limit}",
        flush=True,
    )
    return is_within
