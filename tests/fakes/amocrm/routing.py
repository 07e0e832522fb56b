"""One API call and the table that finds its handler."""

from dataclasses import dataclass, field
from functools import cached_property

from werkzeug.wrappers import Request

from . import brackets
from .replies import Problem


@dataclass
class Call:
    """What a handler gets: the request, the world and who asks."""

    world: object
    request: Request
    actor: int = 0  # user id; 0: the integration itself
    client_id: str = ""
    args: dict = field(default_factory=dict)

    @property
    def base_url(self):
        """This server as the client addresses it; links in answers must lead back here."""
        return self.request.host_url.rstrip("/")

    @cached_property
    def query(self):
        """The query string as nested dicts."""
        return brackets.parse(self.request.args.items(multi=True))

    @property
    def filter(self):
        """The ``filter[...]`` part of the query."""
        found = self.query.get("filter", {})
        return found if isinstance(found, dict) else {}

    @property
    def withs(self):
        """Names listed in ``with=``."""
        return set(brackets.as_list(self.query.get("with")))

    def json(self):
        """The decoded body."""
        if "json" not in (self.request.content_type or ""):
            raise Problem(415, "Content-Type must be application/json")
        try:
            return self.request.get_json(force=True)
        except Exception as error:
            raise Problem(400, "Request body is not valid JSON") from error

    def items(self):
        """The body as a non-empty list of objects."""
        data = self.json()
        if not data:
            raise Problem(400, "Request data can not be empty")
        if not isinstance(data, list) or not all(isinstance(item, dict) for item in data):
            raise Problem(400, "Request data must be an array of objects")
        if len(data) > 250:
            raise Problem(400, "Request data must contain 250 elements or less")
        return data

    def item(self):
        """The body as one non-empty object."""
        data = self.json()
        if not data:
            raise Problem(400, "Request data can not be empty")
        if not isinstance(data, dict):
            raise Problem(400, "Request data must be an object")
        return data
