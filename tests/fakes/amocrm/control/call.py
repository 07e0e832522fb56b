"""One control request."""

from functools import cached_property

MANAGER_EMAIL = "manager@example.com"


class ControlCall:
    """The application, the JSON body and who acts."""

    def __init__(self, app, request, args):
        self.app = app
        self.world = app.world
        self.request = request
        self.args = args

    @cached_property
    def data(self):
        """The JSON body; an empty object when there is none."""
        return self.request.get_json(force=True, silent=True) or {}

    def actor(self):
        """Who acts: ``by`` of the body (id or e-mail), else the manager; 0 is a robot."""
        return user_id(self.world, self.data.pop("by", MANAGER_EMAIL))


def user_id(world, value):
    """A user's id from an id or an e-mail; KeyError when there is no such user."""
    if value in (0, None):
        return 0
    for user in world.store.all("users"):
        if value in (user["id"], user["email"], str(user["id"])):
            return user["id"]
    raise KeyError(f"user {value}")
