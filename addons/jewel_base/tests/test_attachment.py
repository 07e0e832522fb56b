import errno
import os
from unittest.mock import patch

from odoo.tests import tagged

from .common import JewelCase, capability


@tagged("post_install", "-at_install")
class TestAttachment(JewelCase):
    """A sketch that did not get onto the disk can be attached again."""

    def setUp(self):
        super().setUp()
        attachments = self.env["ir.attachment"]
        self.sketch = os.urandom(64)
        self.vals = {"name": "sketch.png", "raw": self.sketch}
        checksum = attachments._compute_checksum(self.sketch)
        _name, self.path = attachments._get_path(self.sketch, checksum)

    @capability("D30")
    def test_what_is_left_of_a_file_is_written_anew(self):
        with open(self.path, "wb") as stream:
            stream.write(self.sketch[:10])
        sketch = self.env["ir.attachment"].create(self.vals)
        sketch.invalidate_recordset()
        self.assertEqual(sketch.raw, self.sketch)

    def test_another_failure_of_the_disk_is_no_matter_of_room(self):
        failure = OSError(errno.EIO, "broken")
        with patch("builtins.open", side_effect=failure), self.assertRaises(OSError):
            self.env["ir.attachment"].create(self.vals)
