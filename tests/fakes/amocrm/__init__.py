"""A stand-in for amoCRM: its HTTP API v4, drive, webhooks, faults and a small web page.

Start it with ``python -m tests.fakes.amocrm --port 8071``; tests use
:class:`tests.fakes.amocrm.driver.FakeAmo`.
"""
