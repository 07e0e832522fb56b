"""Deliveries in words."""

from datetime import datetime
from urllib.parse import parse_qsl

STATES = {
    "pending": "ждёт отправки",
    "delivered": "доставлен",
    "failed": "не доставлен",
    "lost": "потерян",
    "cancelled": "отменён",
}


def decoded(delivery):
    """The body, one key a line."""
    return "\n".join(
        f"{key} = {value}" for key, value in parse_qsl(delivery["body"], keep_blank_values=True)
    )


def outcome(world, delivery):
    """State, time and the answers so far."""
    when = datetime.fromtimestamp(delivery["created_at"], world.zone).strftime("%d.%m.%Y %H:%M:%S")
    answers = ", ".join(str(attempt["status"] or "нет ответа") for attempt in delivery["attempts"])
    return f"{when}, {STATES[delivery['state']]}" + (f" ({answers})" if answers else "")
