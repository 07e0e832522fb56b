"""The WSGI application: journal, faults, key check and idempotence around the handlers."""

import json
import logging
import threading
import time

from werkzeug.exceptions import HTTPException, MethodNotAllowed
from werkzeug.wrappers import Request, Response

from ..common.faults import Faults
from ..common.routing import build_map
from . import checks, keys, payments, receipts, refunds, shops
from .api import ROUTES as API_ROUTES
from .api.call import Call
from .control import ROUTES as CONTROL_ROUTES
from .control.call import ControlCall
from .faults import Fault, lie, strike
from .notifications import Sender
from .replies import Problem, html_reply, json_reply
from .ui import ROUTES as UI_ROUTES

logger = logging.getLogger(__name__)
MOST_JOURNAL_BODY = 100_000
API = build_map(API_ROUTES)
CONTROL = build_map(CONTROL_ROUTES)
PAGES = build_map(UI_ROUTES)
RENDER = {"payments": payments.render, "refunds": refunds.render, "receipts": receipts.render}
TICK = 0.2


class FakeApp:
    """YooKassa as a WSGI application."""

    def __init__(self, world):
        self.world = world
        self.faults = Faults(Fault)
        self.sender = Sender(world, self.render)

    def render(self, kind, key):
        """The object as the API shows it now."""
        with self.world.store.lock:
            return RENDER[kind](self.world, self.world.store.get(kind, key))

    def start(self):
        """Begin to deliver notifications and to let time pass."""
        self.sender.start()
        threading.Thread(target=self._tick, name="clock", daemon=True).start()

    def _tick(self):
        while True:
            time.sleep(TICK)
            self.pass_time()

    def pass_time(self):
        """What has come to its end by the clock."""
        with self.world.store.transaction():
            for part in (payments, refunds, receipts):
                part.pass_time(self.world)
            self.world.outbox.expire()

    def __call__(self, environ, start_response):
        request = Request(environ)
        if request.path.startswith("/_control"):
            response = self._control(request)
        elif request.path.startswith("/v3"):
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
        if fault and not fault.after and not fault.lies:
            response = strike(fault, request.environ)
            if response:
                return response
        response = self._answer(request, entry)
        entry["performed"] = response.status_code
        if fault and fault.lies:
            return lie(fault, response)
        if fault and fault.after:
            return strike(fault, request.environ) or response
        return response

    def _answer(self, request, entry):
        if self.world.settings.latency:
            time.sleep(self.world.settings.latency)
        try:
            self.pass_time()
            status, body = self._handle(request, entry)
            return json_reply(body, status)
        except Problem as problem:
            return json_reply(problem.body(), problem.status)
        except Exception:
            logger.exception("%s %s", request.method, request.path)
            return json_reply(Problem(500, "Internal server error").body(), 500)

    def _handle(self, request, entry):
        shop = shops.authenticate(self.world, request)
        handler, args = _match(API, request)
        call = Call(self.world, request, shop, args)
        if request.method == "GET":
            with self.world.store.lock:
                return 200, handler(call)
        key = checks.idempotence_key(request)
        with self.world.store.lock:
            old = keys.find(self.world, shop, key, request, call.data)
            entry["repeated"] = bool(old)
            if old:
                return old["status"], self._repeated(call, old)
            return self._once(handler, call, key)

    def _once(self, handler, call, key):
        try:
            with self.world.write():  # the operation and its key: both or none
                body = handler(call)
                keys.remember(self.world, call, key, 200, body)
            return 200, body
        except Problem as problem:
            body = problem.body()
            with self.world.write():
                keys.remember(self.world, call, key, problem.status, body)
            return problem.status, body

    def _repeated(self, call, old):
        if self.world.settings.repeated_key == "first" or old["status"] != 200:
            return old["answer"]
        kind = call.request.path.split("/")[2]
        doc = self.world.store.get(kind, old["answer"]["id"])
        extra = (call.base_url,) if kind == "payments" else ()
        return RENDER[kind](self.world, doc, *extra)

    # Control and pages

    def _control(self, request):
        try:
            handler, args = _match(CONTROL, request)
            return json_reply(handler(ControlCall(self, request, args)))
        except Problem as problem:
            return json_reply(problem.body(), problem.status)
        except (KeyError, TypeError, ValueError) as error:
            return json_reply(Problem(400, f"{type(error).__name__}: {error}").body(), 400)

    def _page(self, request):
        self.pass_time()
        try:
            handler, args = _match(PAGES, request)
            result = handler(self, request, **args)
        except Problem as problem:
            text = f"Не получилось: {problem.description or problem.status}"
            return Response(text, status=problem.status)
        return result if isinstance(result, Response) else html_reply(result)


def _match(table, request):
    try:
        return table.bind_to_environ(request.environ).match()
    except MethodNotAllowed as error:
        raise Problem(405) from error
    except HTTPException as error:
        raise Problem(404, f"Path not found: {request.path}") from error


def _entry(request):
    """Who asked for what; never the secret key."""
    raw = request.get_data()
    try:
        body = json.loads(raw) if raw and len(raw) < MOST_JOURNAL_BODY else None
    except ValueError:
        body = None
    given = request.authorization
    return {
        "time": time.time(),
        "method": request.method,
        "path": request.path,
        "query": request.query_string.decode(),
        "body": body,
        "size": len(raw),
        "shop": given.username if given and given.type == "basic" else "",
        "key": request.headers.get("Idempotence-Key", ""),
        "agent": request.headers.get("User-Agent", ""),
        "performed": None,
        "repeated": False,
    }
