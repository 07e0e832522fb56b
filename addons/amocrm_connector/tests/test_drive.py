import io

import requests

from odoo.tests import BaseCase, tagged

from ..drive import AmocrmDrive, FileTooBig
from ..exceptions import AmocrmRejected, AmocrmUnavailable
from .stub_amocrm import DRIVE, HOST, reply
from .test_client import Script

URL = f"{DRIVE}/download/a/b/c/sketch.png"


def redirect(location):
    response = reply(302)
    response.headers["Location"] = location
    return response


@tagged("post_install", "-at_install")
class TestDrive(BaseCase):
    """Files are fetched from amoCRM's hosts only, and the token is shown to the drive only."""

    def fetch(self, *answers, url=URL, max_bytes=100):
        self.script, target = Script(*answers), io.BytesIO()
        drive = AmocrmDrive(DRIVE, HOST, lambda: "t", session=self.script)
        drive.download(url, target, max_bytes)
        return target.getvalue()

    def tokens(self):
        return [options["headers"].get("Authorization") for _m, _u, options in self.script.asked]

    def test_file(self):
        self.assertEqual(self.fetch(reply(200, b"bytes")), b"bytes")
        self.assertEqual(self.tokens(), ["Bearer t"])

    def test_one_redirect_within_amocrm_without_the_token(self):
        target = "https://storage.kommo.com/x"
        self.assertEqual(self.fetch(redirect(target), reply(200, b"bytes")), b"bytes")
        self.assertEqual(self.tokens(), ["Bearer t", None])
        with self.assertRaises(AmocrmRejected):
            self.fetch(redirect(target), redirect(target))

    def test_once_more_without_the_token_where_it_is_refused(self):
        self.assertEqual(self.fetch(reply(403, b""), reply(200, b"bytes")), b"bytes")
        self.assertEqual(self.tokens(), ["Bearer t", None])

    def test_strangers_are_not_asked(self):
        for url in (
            "http://169.254.169.254/latest/meta-data",
            "https://evil.com/drive-b.amocrm.ru",
            "https://drive-b.amocrm.ru.evil.com/x",
            "https://drive-b.amocrm.ru@evil.com/x",
            "http://other.amocrm.ru/x",
            "https://drive-b.amocrm.ru:22/x",
            "file:///etc/passwd",
            "https://[::1/x",
        ):
            with self.subTest(url=url), self.assertRaises((AmocrmRejected, ValueError)):
                self.fetch(url=url)
            self.assertFalse(self.script.asked)
            with self.assertRaises((AmocrmRejected, ValueError)):
                self.fetch(redirect(url))

    def test_size_is_limited_whatever_is_announced(self):
        announced = reply(200, b"x" * 10)
        announced.headers["Content-Length"] = "101"
        for answer in (announced, reply(200, b"x" * 101)):
            with self.assertRaises(FileTooBig):
                self.fetch(answer)

    def test_half_a_file_is_tried_again(self):
        half = reply(200, b"x" * 5)
        half.headers["Content-Length"] = "10"
        for answer in (half, reply(503, b""), requests.ConnectionError()):
            with self.assertRaises(AmocrmUnavailable):
                self.fetch(answer)

    def test_file_that_is_gone(self):
        drive = AmocrmDrive(DRIVE, HOST, lambda: "t", session=Script(reply(404)))
        self.assertIsNone(drive.file_info("uuid"))
        with self.assertRaises(AmocrmRejected):
            self.fetch(reply(404, b""))
