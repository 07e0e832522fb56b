"""The application with its shops."""

from . import shops
from .app import FakeApp
from .world import World


def build_app(path=None, settings=None, notification_url=""):
    """An application; ``notification_url`` is entered in the profile of every shop."""
    world = World(path)
    with world.write():
        shops.seed(world, notification_url)
        world.initial_settings = settings or {}
        world.configure(world.initial_settings)
    app = FakeApp(world)
    app.start()
    return app
