import contextlib
import errno
import os

from odoo import api, models
from odoo.exceptions import UserError

_NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


class IrAttachment(models.Model):
    _inherit = "ir.attachment"

    @api.model
    def _get_path(self, bin_data, sha):
        """Override of `base`: what a full disk or a killed server left of this file is no
        collision with it, but written anew.
        """
        path = self._full_path(f"{sha[:2]}/{sha}")
        with contextlib.suppress(FileNotFoundError):
            if os.path.getsize(path) < len(bin_data):
                os.unlink(path)
        return super()._get_path(bin_data, sha)

    @api.model
    def _file_write(self, bin_value, checksum):
        """Override of `base`.

        :raises UserError: there is no room on the disk
        """
        try:
            return super()._file_write(bin_value, checksum)
        except OSError as error:
            if error.errno not in _NO_ROOM:
                raise
            raise UserError(
                self.env._(
                    "There is no room on the server's disk for this file. Nothing was saved; "
                    "tell the administrator and attach it again later."
                )
            ) from error
