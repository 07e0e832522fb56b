"""Running the files of benchmarks/ and printing their ratios."""

import json

from . import odoo, paths
from .ui import Stop

FOLDER = paths.REPO / "benchmarks"


def files(names):
    """All benchmarks, or those with the given names."""
    found = {path.stem: path for path in sorted(FOLDER.glob("*.py"))}
    if unknown := [name for name in names if name not in found]:
        raise Stop(f"no benchmark {', '.join(unknown)}: there are {', '.join(found) or 'none'}")
    return [found[name] for name in names or found]


def measure(path, database):
    """Rows (what, our seconds, other's seconds, other's name) of one benchmark."""
    script = f"""
import json, runpy, sys
sys.path += [{str(paths.REPO)!r}, {str(paths.REPO / "bin")!r}]
for row in runpy.run_path({str(path)!r})["measure"](env):
    print(json.dumps(row))
"""
    return [json.loads(line) for line in odoo.shell_output(database, script).splitlines()]


def show(rows):
    for what, ours, other, name in rows:
        print(f"  {what:<44} {ours:9.4f} s  {name}: {other:9.4f} s  ratio {ours / other:6.2f}")
