import contextlib
import errno
import os
import uuid

from odoo import api, models
from odoo.exceptions import UserError

_NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


class IrAttachment(models.Model):
    _inherit = "ir.attachment"

    @api.model
    def _file_write(self, bin_value, checksum):
        """Override of `base`: a file gets its name only when all of it is on the disk.

        Core leaves half of it behind when the disk is full or the server is killed, and then
        refuses the same picture for ever as a collision.

        :raises UserError: there is no room on the disk
        """
        name, path = self._get_path(bin_value, checksum)
        if os.path.exists(path):
            return name
        unfinished = f"{path}.{uuid.uuid4().hex}"
        try:
            with open(unfinished, "wb") as stream:
                stream.write(bin_value)
            os.replace(unfinished, path)
        except OSError as error:
            with contextlib.suppress(OSError):
                os.unlink(unfinished)
            if error.errno in _NO_ROOM:
                raise UserError(
                    self.env._(
                        "There is no room on the server's disk for this file. Nothing was saved; "
                        "tell the administrator and attach it again later."
                    )
                ) from error
            raise
        self._mark_for_gc(name)
        return name
