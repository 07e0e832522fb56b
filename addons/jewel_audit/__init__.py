from . import models, wizard


def uninstall_hook(env):
    """Take the triggers along: they would write into a table that is no more."""
    env.cr.execute(
        "DROP FUNCTION IF EXISTS jewel_audit(), jewel_audit_link(), jewel_audit_closed() CASCADE"
    )
