"""The WSGI application: journal, faults, limiter and token check around the handlers."""

import json
import logging
import time

from werkzeug.exceptions import HTTPException, MethodNotAllowed
from werkzeug.wrappers import Request, Response

from ..common.faults import Faults
from ..common.routing import build_map
from . import addresses, auth, drive, oauth, reference
from .control import ROUTES as CONTROL_ROUTES
from .control.call import ControlCall
from .entities import (
    catalogs,
    complex,
    events,
    leads,
    links,
    notes,
    people_api,
    tags,
    tasks,
)
from .faults import Fault, strike
from .fields import definitions
from .limiter import Limiter
from .replies import Problem, internal_error, json_reply
from .routing import Call
from .ui import ROUTES as UI_ROUTES
from .validation import Saved
from .webhooks import subscriptions
from .webhooks.sender import Sender

logger = logging.getLogger(__name__)
MOST_JOURNAL_BODY = 20000
API = build_map(
    reference.ROUTES, definitions.ROUTES, leads.ROUTES, complex.ROUTES, people_api.ROUTES,
    links.ROUTES, notes.ROUTES, tags.ROUTES, tasks.ROUTES, events.ROUTES, catalogs.ROUTES,
    subscriptions.ROUTES, drive.ROUTES, drive.DRIVE_ROUTES,
)  # fmt: skip
OPEN = build_map(oauth.ROUTES, drive.DOWNLOAD_ROUTES)  # no bearer token, or its own rules about it
CONTROL = build_map(CONTROL_ROUTES)
PAGES = build_map(UI_ROUTES)
OPEN_PREFIXES = ("/oauth", "/oauth2", "/download/")
API_PREFIXES = ("/api/", "/v1.0/", *OPEN_PREFIXES)


class FakeApp:
    """amoCRM as a WSGI application."""

    def __init__(self, world):
        self.world = world
        self.faults = Faults(Fault)
        self.limiter = Limiter(world.settings)
        self.sender = Sender(world)

    def __call__(self, environ, start_response):
        if addresses.is_amocrm(environ.get("HTTP_HOST", "")):
            environ["wsgi.url_scheme"] = "https"  # so are the links in answers
        request = Request(environ)
        if request.path.startswith("/_fake"):
            response = self._control(request)
        elif request.path.startswith(API_PREFIXES):
            response = self._journaled(request)
        else:
            response = self._page(request)
        return response(environ, start_response)

    # The API

    def _journaled(self, request):
        started = time.time()
        request.get_data(cache=True)
        entry = _entry(request)
        status = 0
        try:
            response = self._with_faults(request, entry)
            status = response.status_code
            return response
        finally:
            entry.update(status=status, seconds=round(time.time() - started, 4))
            self.world.store.add_journal(entry)

    def _with_faults(self, request, entry):
        fault = self.faults.take(request.method, request.path)
        entry["fault"] = fault.kind if fault else ""
        if fault and not fault.after:
            response = strike(fault, request.environ, self.world.settings)
            if response:
                return response
        response = self._answer(request)
        entry["performed"] = response.status_code
        if fault and fault.after:
            return strike(fault, request.environ, self.world.settings) or response
        return response

    def _answer(self, request):
        if self.world.settings.latency:
            time.sleep(self.world.settings.latency)
        try:
            with self.world.write():
                return self._handle(request)
        except Problem as problem:
            return problem.response()
        except Exception as error:
            logger.exception("%s %s", request.method, request.path)
            return internal_error(error)

    def _handle(self, request):
        if elsewhere := addresses.refusal(self.world, request):
            return elsewhere
        if request.path.startswith(OPEN_PREFIXES):
            handler, args = _match(OPEN, request)
            return handler(self.world, request, **args)
        client_id, actor = auth.authenticate(self.world, request)
        if request.path.startswith("/api/") or self.world.settings.drive_is_limited:
            refusal = self.limiter.check(client_id)
            if refusal:
                return refusal
        handler, args = _match(API, request)
        call = Call(self.world, request, actor, client_id, args)
        return self._saving_partly(handler, call)

    @staticmethod
    def _saving_partly(handler, call):
        try:
            return handler(call)
        except Saved as saved:  # the transaction must not be rolled back
            return saved.response

    # Control and pages

    def _control(self, request):
        try:
            handler, args = _match(CONTROL, request)
            return json_reply(
                handler(ControlCall(self, request, args)), content_type="application/json"
            )
        except Problem as problem:
            return problem.response()
        except (KeyError, TypeError, ValueError) as error:
            return Problem(400, f"{type(error).__name__}: {error}").response()

    def _page(self, request):
        try:
            handler, args = _match(PAGES, request)
            result = handler(self, request, **args)
        except Problem as problem:
            return problem.response()
        except (KeyError, ValueError) as error:
            return Response(f"Не получилось: {error}", status=400)
        return (
            result
            if isinstance(result, Response)
            else Response(result, content_type="text/html; charset=utf-8")
        )


def _match(table, request):
    try:
        return table.bind_to_environ(request.environ).match()
    except MethodNotAllowed as error:
        raise Problem(405, "Method not allowed") from error
    except HTTPException as error:
        raise Problem(404, f"Path not found: {request.path}") from error


def _entry(request):
    raw = request.get_data()
    try:
        body = json.loads(raw) if raw and len(raw) < MOST_JOURNAL_BODY else None
    except ValueError:
        body = None
    return {
        "time": time.time(),
        "method": request.method,
        "path": request.path,
        "query": request.query_string.decode(),
        "body": body,
        "size": len(raw),
        "host": request.host,
        "agent": request.headers.get("User-Agent", ""),
        "has_token": "Authorization" in request.headers,
        "performed": None,
    }
