"""The application with its seed."""

from . import auth
from .app import FakeApp
from .seed.account import seed_if_empty
from .world import World


def build_app(path=None, identity=None, settings=None, token=None):
    """An application with its seed; ``identity`` overrides keys of the integration and account."""
    world = World(path)
    with world.write():
        seed_if_empty(world, identity or {})
        integration = world.store.all("integrations")[0]
        if token or not any(item["kind"] == "long" for item in world.store.all("tokens")):
            auth.set_long_lived(world, integration["id"], token or auth.DEMO_TOKEN)
        world.initial_settings = settings or {}
        world.configure(world.initial_settings)
    app = FakeApp(world)
    app.sender.start()
    return app
