import doctest
import re

from odoo.tests import BaseCase, tagged

from .. import prometheus, request_log

LINE = re.compile(r'[a-z_]+(\{([a-z]+="[^"]*",?)+\})? -?[0-9.e+-]+|# (HELP|TYPE) [a-z_]+ .+')


@tagged("post_install", "-at_install")
class TestPrometheus(BaseCase):
    def test_examples_in_the_docstrings(self):
        for module in (prometheus, request_log):
            self.assertFalse(doctest.testmod(module).failed, module)

    def test_nested_figures_get_labels_and_base_units(self):
        checks = {
            "database": {"status": "ok", "milliseconds": 4.0, "megabytes": 2, "is_replica": False},
            "crons": {"status": "fail", "failing": {"base.job": 5}},
            "amocrm": {"status": "ok", "accounts": [{"id": 7, "status": "ok", "lag_in": 3}]},
        }
        text = prometheus.render(checks, "fail", [("save", [("0.1", 2), ("+Inf", 1)], 61.5)])
        for line in (
            "jewel_status 2",
            "jewel_database_seconds 0.004",
            "jewel_database_bytes 2097152",
            "jewel_database_is_replica 0",
            'jewel_crons_failing{name="base.job"} 5',
            'jewel_amocrm_lag_in{id="7"} 3',
            'jewel_http_request_duration_seconds_bucket{kind="save",le="0.1"} 2',
            'jewel_http_request_duration_seconds_bucket{kind="save",le="+Inf"} 3',
            'jewel_http_request_duration_seconds_sum{kind="save"} 61.5',
            'jewel_http_request_duration_seconds_count{kind="save"} 3',
        ):
            self.assertIn(line, text.splitlines())
        for line in text.splitlines():
            self.assertRegex(line, rf"^(?:{LINE.pattern})$")
        names = [line.split()[2] for line in text.splitlines() if line.startswith("# TYPE")]
        self.assertEqual(len(names), len(set(names)), "one TYPE line a family")
