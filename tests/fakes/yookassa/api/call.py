"""One API call."""

import json
from dataclasses import dataclass, field
from functools import cached_property

from werkzeug.wrappers import Request

from ..replies import Problem, invalid


@dataclass
class Call:
    """What a handler gets: the request, the world and whose shop asks."""

    world: object
    request: Request
    shop: dict
    args: dict = field(default_factory=dict)

    @property
    def base_url(self):
        """This server as the shop addresses it; the payer is led back here."""
        return self.request.host_url.rstrip("/")

    @cached_property
    def data(self):
        """The body, an object; without a body an empty one."""
        raw = self.request.get_data()
        if not raw:
            return {}
        if self.request.mimetype != "application/json":
            raise Problem(415)
        try:
            found = json.loads(raw)
        except ValueError as error:
            raise invalid("Body is not valid JSON") from error
        if not isinstance(found, dict):
            raise invalid("Body must be an object")
        return found

    def own(self, kind, key, parameter=""):
        """A document of the shop. Another shop's is not found: 404, or 400 for a field."""
        doc = self.world.store.get(kind, key) if isinstance(key, str) else None
        if doc and doc["shop_id"] == self.shop["id"]:
            return doc
        if parameter:
            raise invalid("Not found or of another shop", parameter)
        raise Problem(404, f"{kind.removesuffix('s').capitalize()} doesn't exist or is not yours")
