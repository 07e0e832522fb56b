"""A stand-in for YooKassa: its HTTP API v3, notifications, faults and a page where a person pays.

Start it with ``python -m tests.fakes.yookassa --port 8073``; tests use
:class:`tests.fakes.yookassa.driver.FakeYookassa`.
"""
