"""Client of YooKassa's API on the official SDK, cured for a server of many companies.

The SDK keeps shop and key in a process-wide class, waits for an answer for ever, logs the key,
repeats by itself and hides connection errors behind ``AttributeError``. Of its client this one
keeps addresses, headers and sending; requests are plain dicts, so no key is dropped or added.
"""

import re

import requests
from requests.adapters import HTTPAdapter
from yookassa.client import ApiClient
from yookassa.domain.common import UserAgent

from .exceptions import YookassaRejected, YookassaUnknown

OFFICIAL_URL = "https://api.yookassa.ru/v3"
# Seconds to connect and to wait for a piece of the answer; YooKassa itself gives up after 30.
TIMEOUT = (5, 35)
ID = r"(?:[a-z]{2}[-_])?[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
_ID = re.compile(ID)
_PATH = re.compile(
    rf"/(?:me|payments|refunds|receipts)(?:/{ID}(?:/(?:capture|cancel))?)?(?:\?[\w.=&:%+-]+)?",
    re.ASCII,
)
_KEY = re.compile(r"[0-9A-Za-z+._-]{1,64}")
_LATER = {requests.codes.request_timeout, requests.codes.too_many_requests}
_USER_AGENT = UserAgent()
_WITHOUT_BODY = {requests.codes.method_not_allowed, requests.codes.unsupported_media_type}


def is_id(value):
    """Whether ``value`` has the shape of an id of YooKassa, fit for a path."""
    return isinstance(value, str) and _ID.fullmatch(value) is not None


class _Timeouts(HTTPAdapter):
    """Limits every wait; never repeats: who repeats must know the outcome of the first."""

    def __init__(self, timeout):
        self.timeout = timeout
        super().__init__(max_retries=0)

    def send(self, request, **options):
        return super().send(request, **{**options, "timeout": self.timeout})


class _Verification:
    """The only part of the SDK's configuration that its client reads."""

    verify = True


class Client(ApiClient):
    """Client of one shop, for one call or several."""

    def __init__(self, endpoint, shop_id, secret, timeout=TIMEOUT):
        # Not the parent's constructor: it reads shop and key of the whole process.
        self.configuration = _Verification()
        self.endpoint = endpoint.rstrip("/")
        self.shop_id = shop_id
        self.shop_password = secret
        self.auth_token = None
        self.user_agent = _USER_AGENT
        self.timeout = timeout

    def call(self, method, path, body=None, key=None):
        """Send one request.

        :param str method: GET, POST
        :param str path: such as ``/payments/<id>/capture`` or ``/refunds?payment_id=<id>``
        :param dict body: sent as JSON exactly as it is
        :param str key: idempotence key, required for POST
        :return: the parsed answer, a dict with everything that YooKassa sent
        :raise YookassaRejected: YooKassa refused
        :raise YookassaUnknown: the outcome is not known
        """
        if not _PATH.fullmatch(path):
            raise ValueError("Not a path of YooKassa's API")
        if method != "GET" and not _KEY.fullmatch(key or ""):
            raise ValueError("An idempotence key has 1 to 64 characters 0-9 A-Z a-z + - _ .")
        headers = self.prepare_request_headers({"Idempotence-Key": key} if key else None)
        return _read(self._send(method, path, headers, body))

    def _send(self, method, path, headers, body):
        try:
            return self.execute(body, method, path, None, headers)
        except requests.HTTPError as error:
            return error.response
        except (requests.RequestException, OSError) as error:
            # Without the text: it names proxies and, in some versions, headers.
            raise YookassaUnknown(f"No answer of YooKassa: {type(error).__name__}") from None

    def get_session(self):
        """Override of the SDK: limits, no repeats, no redirects, no ``.netrc``."""
        session = requests.Session()
        session.max_redirects = 0
        session.auth = _keep_headers
        adapter = _Timeouts(self.timeout)
        for scheme in ("https://", "http://"):
            session.mount(scheme, adapter)
        return session

    @staticmethod
    def log_response(body, info, headers):
        """Override of the SDK: answers hold personal data, they are not logged."""

    def log_request(self, body, method, path, query_params, headers):
        """Override of the SDK: the headers hold the secret key, they are not logged."""


def _keep_headers(request):
    """With an ``auth`` of its own, a session does not replace the header by ``.netrc``'s."""
    return request


def _read(response):
    """The answer as a dict, or the exception that it means."""
    try:
        answer = response.json()
    except ValueError:
        answer = None
    status = response.status_code
    if status == requests.codes.ok and isinstance(answer, dict):
        return answer
    answer = answer if isinstance(answer, dict) else {}
    refused = 400 <= status < 500 and status not in _LATER
    if refused and (answer.get("type") == "error" or status in _WITHOUT_BODY):
        texts = (str(answer.get(name) or "") for name in ("code", "description", "parameter"))
        raise YookassaRejected(status, *texts)
    raise YookassaUnknown(f"HTTP {status} of YooKassa", _seconds(answer.get("retry_after")))


def _seconds(milliseconds):
    if isinstance(milliseconds, int) and not isinstance(milliseconds, bool) and milliseconds > 0:
        return milliseconds / 1000
    return None
