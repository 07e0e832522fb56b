"""An installation that is not this clone's: named by its odoo.conf, as for Odoo itself."""

import configparser
import os

from .ui import Stop

# Option -> the variable that Odoo and libpq read; one that is set wins over the file.
_VARIABLES = {
    "db_host": "PGHOST",
    "db_port": "PGPORT",
    "db_user": "PGUSER",
    "db_password": "PGPASSWORD",
    "db_name": "PGDATABASE",
    "db_template": "PGDATABASE_TEMPLATE",
    "data_dir": "ODOO_DATA_DIR",
    "addons_path": "ODOO_ADDONS_PATH",
}
# Where Debian's PostgreSQL listens when the file names no host.
_LOCAL_SERVER = "/var/run/postgresql"


def use(config):
    """Let all steps work on the installation that a configuration describes."""
    options = configparser.ConfigParser(interpolation=None)
    try:
        options.read_string(config.read_text(encoding="utf-8"))
        values = dict(options["options"])
    except (OSError, KeyError, configparser.Error) as error:
        raise Stop(f"{config} is no configuration of Odoo ({error}): name another") from None
    os.environ["ODOO_RC"] = str(config.absolute())
    for option, variable in _VARIABLES.items():
        value = values.get(option, "").strip()
        if value not in ("", "False", "None"):
            os.environ.setdefault(variable, value)
    os.environ.setdefault("PGHOST", _LOCAL_SERVER)
