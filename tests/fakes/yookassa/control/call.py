"""One control request."""

from functools import cached_property


class ControlCall:
    """The application, the JSON body and the parts of the path."""

    def __init__(self, app, request, args):
        self.app = app
        self.world = app.world
        self.request = request
        self.args = args

    @cached_property
    def data(self):
        """The JSON body; an empty object when there is none."""
        return self.request.get_json(force=True, silent=True) or {}

    def doc(self, kind):
        """The document that the path names; KeyError when there is none."""
        found = self.world.store.get(kind, self.args["key"])
        if not found:
            raise KeyError(f"{kind} {self.args['key']}")
        return found
