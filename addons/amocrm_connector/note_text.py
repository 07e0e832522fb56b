"""What a note of amoCRM says, apart from any language. No database."""

from .values import text

SERVICE = "Odoo"
CALLS = {"call_in", "call_out"}
SMS = {"sms_in", "sms_out"}
SERVICES = {"service_message", "extended_service_message"}


def parts(note):
    """``{"kind", "text", …}`` of a note as the API gives it; something false for what is not shown:
    unknown types, empty ones, and our own.

    >>> parts({"note_type": "common", "params": {"text": " size 17 "}})
    {'kind': 'text', 'text': 'size 17'}
    >>> parts({"note_type": "zoom_meeting", "params": []}) is None
    True
    """
    params = note.get("params")
    params = params if isinstance(params, dict) else {}
    kind, words = note.get("note_type"), text(params.get("text"))
    if kind in CALLS:
        return _call(kind, params)
    if kind in SMS:
        return words and {"kind": kind, "text": words, "phone": text(params.get("phone")) or ""}
    if kind in SERVICES:
        service = text(params.get("service")) or ""
        return words and service != SERVICE and {"kind": "service", "text": words, "name": service}
    if kind == "attachment":
        name = text(params.get("file_name") or params.get("original_name"))
        return name and {"kind": "file", "text": name}
    if kind == "geolocation":
        lines = [words, text(params.get("address"))]
        return any(lines) and {"kind": "text", "text": "\n".join(filter(None, lines))} or None
    return {"kind": "text", "text": words} if kind == "common" and words else None


def _call(kind, params):
    """A call with its length as minutes and seconds."""
    try:
        seconds = max(int(float(params.get("duration") or 0)), 0)
    except (TypeError, ValueError, OverflowError):
        seconds = 0
    link = text(params.get("link")) or ""
    return {
        "kind": kind,
        "text": text(params.get("call_result")) or "",
        "phone": text(params.get("phone")) or "",
        "duration": f"{seconds // 60}:{seconds % 60:02d}",
        "link": link if link.startswith(("https://", "http://")) else "",
    }
