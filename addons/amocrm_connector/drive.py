"""Files of amoCRM's drive: addresses come from outside; host, size, redirects are checked."""

import time
from urllib.parse import urljoin, urlsplit

import requests

from .client import TIMEOUT, USER_AGENT
from .exceptions import AmocrmError, AmocrmRejected, AmocrmUnavailable
from .hosts import is_file_address, origin

CHUNK = 64 * 1024
MAX_SECONDS = 60


class FileTooBig(AmocrmError):
    """The file is larger than the limit."""


class AmocrmDrive:
    """Reads files; the token is shown to the drive's own host only.

    :param drive_url: from ``GET /account?with=drive_url``
    :param base_url: the account's address; a server given for tests counts as amoCRM
    """

    def __init__(self, drive_url, base_url, token, limiter=None, log=None, session=None):
        self._drive_url = drive_url.rstrip("/")
        self._base_url = base_url
        self._token = token
        self._limiter = limiter or (lambda: None)
        self._log = log or (lambda *args: None)
        self._session = session or requests.Session()

    def file_info(self, file_uuid):
        """``{"name", "size", "_links": …}`` of a file, ``None`` when it is gone."""
        self._limiter()
        response = self._open(
            f"{self._drive_url}/v1.0/files/{file_uuid}", self._drive_url, with_token=True
        )
        with response:
            if response.status_code in (204, 404):
                return None
            _raise_for_status(response)
            try:
                info = response.json()
            except (ValueError, requests.RequestException) as error:
                raise AmocrmUnavailable("drive: the answer is not JSON") from error
            return info if isinstance(info, dict) else None

    def download(self, url, target, max_bytes):
        """Write the file at ``url`` into the open binary file ``target``; returns its length.

        :raise FileTooBig: when it announces or sends more than ``max_bytes``
        """
        self._limiter()
        response = self._fetch(url)
        with response:
            _raise_for_status(response)
            if int(response.headers.get("Content-Length") or 0) > max_bytes:
                raise FileTooBig(f"{response.headers['Content-Length']} bytes")
            return _copy(response, target, max_bytes)

    def _fetch(self, url):
        """With the token; at most one redirect; again without the token where it is refused."""
        response = self._open(url, self._drive_url, with_token=True)
        if response.is_redirect:
            response.close()
            response = self._open(
                urljoin(url, response.headers["Location"]), self._drive_url, with_token=True
            )
        if response.status_code in (400, 401, 403):
            response.close()
            response = self._open(url, self._drive_url, with_token=False)
        return response

    def _open(self, url, drive_url, with_token):
        if not is_file_address(url, self._base_url) and origin(url) != origin(drive_url):
            raise AmocrmRejected(f"drive: files are not fetched from {origin(url)[1]}")
        headers = {"User-Agent": USER_AGENT}
        if with_token and origin(url) == origin(drive_url):
            headers["Authorization"] = f"Bearer {self._token()}"
        started, status, problem = time.monotonic(), 0, ""
        try:
            response = self._session.request(
                "GET", url, headers=headers, timeout=TIMEOUT, allow_redirects=False, stream=True
            )
            status = response.status_code
            return response
        except requests.RequestException as error:
            problem = f"drive: {type(error).__name__}"
            raise AmocrmUnavailable(problem) from error
        finally:
            milliseconds = round((time.monotonic() - started) * 1000)
            self._log("GET", urlsplit(url).path, status, milliseconds, None, "", problem, "")


def _raise_for_status(response):
    if response.status_code == 200:
        return
    if response.status_code == 429 or response.status_code >= 500:
        raise AmocrmUnavailable(f"drive: HTTP {response.status_code}", status=response.status_code)
    raise AmocrmRejected(f"drive: HTTP {response.status_code}", status=response.status_code)


def _copy(response, target, max_bytes):
    length, deadline = 0, time.monotonic() + MAX_SECONDS
    try:
        for chunk in response.iter_content(CHUNK):
            length += len(chunk)
            if length > max_bytes:
                raise FileTooBig(f"more than {max_bytes} bytes")
            if time.monotonic() > deadline:
                raise AmocrmUnavailable("drive: the file arrives too slowly")
            target.write(chunk)
    except requests.RequestException as error:
        raise AmocrmUnavailable(f"drive: {type(error).__name__}") from error
    announced = int(response.headers.get("Content-Length") or 0)
    if announced and "Content-Encoding" not in response.headers and length != announced:
        raise AmocrmUnavailable(f"drive: {length} of {announced} bytes arrived")
    return length
