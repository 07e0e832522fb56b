import io
import json
import logging
from unittest.mock import patch

from odoo.exceptions import AccessError
from odoo.tests import HttpCase, new_test_user, tagged

from .. import request_log
from .common import capability

LOGGER = "jewel.request"


@tagged("post_install", "-at_install")
class TestRequestLog(HttpCase):
    def setUp(self):
        super().setUp()
        self.startPatcher(patch.object(request_log, "meter", request_log.Meter()))
        self.stat = self.env["jewel.request.stat"]

    def _ask(self, path="/web/login", **headers):
        return self.url_open(path, headers=headers)

    def test_number_of_the_proxy_is_kept_and_given_back(self):
        given = self._ask(**{"X-Request-ID": "proxy-17"})
        self.assertEqual(given.headers["X-Request-ID"], "proxy-17")
        for strange in ("a b", "x" * 65, 'a"b'):
            made = self._ask(**{"X-Request-ID": strange}).headers["X-Request-ID"]
            self.assertRegex(made, "^[0-9a-f]{32}$")

    @capability("D29")
    def test_every_request_is_clocked_by_kind(self):
        """A page, and one that is not there, are two more in the table, with the slowest route.

        Measures what the server itself took, from the first byte read to the answer, as a histogram
        by kind of request and day; figures of a whole screen are those of `bin/bench`.
        """
        counted = sum(self.stat.search([("kind", "=", "other")]).mapped("count"))
        for path in ("/web/login", "/nowhere"):
            self._ask(path)
        self.stat._keep(seconds=0)
        rows = self.stat.search([("kind", "=", "other")])
        self.assertEqual(sum(rows.mapped("count")), counted + 2)
        self.assertIn("/web/login", rows.mapped("slowest_route"))
        self.assertGreater(sum(rows.mapped("seconds")), 0)

    @capability("D29")
    def test_histogram_is_cumulative_and_adds_up_over_processes(self):
        """The same bound from two processes is one row; bounds are counted upwards."""
        start = {kind: counts for kind, counts, _seconds in self.stat._get_durations()}
        for _process in range(2):
            meter = request_log.Meter()
            meter.observe("save", 0.05, "/fast")
            meter.observe("save", 61, "/slow")
            self.stat._add(self.env.cr, meter.take())
        [(counts, _seconds)] = [
            (dict(counts), seconds)
            for kind, counts, seconds in self.stat._get_durations()
            if kind == "save"
        ]
        before = dict(start.get("save", ()))
        self.assertEqual(counts["0.1"] - before.get("0.1", 0), 2)
        self.assertEqual(counts["+Inf"] - before.get("+Inf", 0), 2)
        slow = self.stat.search([("kind", "=", "save"), ("bound", "=", "8")], limit=1)
        self.assertEqual(slow.slowest_route, "/slow")

    def test_an_address_of_odd_signs_breaks_nobodys_request(self):
        """NUL is no text for PostgreSQL, and a new line would forge a line of the log."""
        self._ask("/web/dataset/call_kw/a%00b%0AFORGED")
        served = request_log.meter.take()
        self.stat._add(self.env.cr, served)
        routes = [route for *_figures, route in served]
        self.assertEqual(routes, ["/web/dataset/call_kw/a?b?FORGED"])

    def test_bounds_are_those_of_the_table(self):
        self.assertEqual(
            list(request_log.LABELS), [key for key, _label in self.stat._fields["bound"].selection]
        )
        kinds = {key for key, _label in self.stat._fields["kind"].selection}
        asked = {kind for _path, kind in request_log._PATHS} | {"read", "save", "call", "other"}
        self.assertEqual(asked, kinds)

    def test_only_the_administrator_sees_the_speed(self):
        for role in ("director", "sales_manager"):
            user = new_test_user(self.env, f"speed_{role}", f"jewel_base.group_{role}")
            with self.subTest(role), self.assertRaises(AccessError):
                self.stat.with_user(user).search([])

    def test_slow_request_is_named_without_its_token(self):
        with (
            patch.object(request_log, "SLOW_SECONDS", 0),
            self.assertLogs(LOGGER, logging.WARNING) as log,
        ):
            self._ask("/web/login?secret=token")
        self.assertIn("GET /web/login 200", log.output[0])
        self.assertNotIn("token", log.output[0])

    def test_log_as_json(self):
        stream = io.StringIO()
        handler = logging.StreamHandler(stream)
        handler.setFormatter(request_log.JsonFormatter())
        logger = logging.getLogger(LOGGER)
        logger.addHandler(handler)
        self.addCleanup(logger.removeHandler, handler)
        self.startPatcher(patch.dict("os.environ", {"JEWEL_LOG_FORMAT": "json"}))
        level = logger.level
        self.addCleanup(logger.setLevel, level)
        logger.setLevel(logging.INFO)
        self._ask(**{"X-Request-ID": "proxy-18"})
        [line] = map(json.loads, stream.getvalue().splitlines())
        self.assertEqual(
            (line["request_id"], line["route"], line["status"], line["database"]),
            ("proxy-18", "/web/login", 200, self.env.cr.dbname),
        )
        self.assertLessEqual({"user_id", "seconds", "kind", "queries", "time"}, line.keys())
