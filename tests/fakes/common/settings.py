"""Switches of a stand-in: a dataclass whose values may come as text."""

from dataclasses import asdict, fields


class Switches:
    """Base of a dataclass of settings; its fields are of type bool, int, float or str."""

    def update(self, values):
        """Take over ``values``; unknown names and wrong types raise ValueError."""
        types = {field.name: field.type for field in fields(self)}
        for name, value in values.items():
            if name not in types:
                raise ValueError(f"unknown setting: {name}")
            setattr(self, name, _convert(types[name], name, value))

    def as_dict(self):
        """The settings as JSON-ready values."""
        return asdict(self)


def _convert(kind, name, value):
    if kind is bool:
        if str(value).lower() not in {"true", "false", "1", "0"}:
            raise ValueError(f"{name} must be true or false")
        return str(value).lower() in {"true", "1"}
    try:
        return kind(value)
    except (TypeError, ValueError) as error:
        raise ValueError(f"{name}: {error}") from error
