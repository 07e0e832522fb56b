"""The steps behind bin/run, bin/test and their siblings: standard library only."""

import sys

# Checked here because every executable imports this package first, and older
# interpreters would answer with a syntax error from one of the modules instead.
if not (3, 11) <= sys.version_info[:2] <= (3, 12):
    version = sys.version.split()[0]
    sys.exit(
        f"{sys.argv[0]}: Python 3.11 or 3.12 is needed, this is {version}: "
        f"start it as 'python3.11 {sys.argv[0]}'"
    )
