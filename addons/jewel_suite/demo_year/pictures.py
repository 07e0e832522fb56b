"""A picture of a model for a catalogue that has none: the pair, in the colour of its metal."""

import base64
import io

from PIL import Image, ImageDraw

_COLOURS = {
    "ag": "#c9ccd1",
    "pt": "#d8dade",
    "pd": "#cfd3d6",
    "au_red": "#d08a63",
    "au_yellow": "#e0b84f",
    "au_white": "#dddcd2",
}
_SIZE, _FACE = 512, 200


def draw(model):
    """JPEG in base64 of a `catalogue.Model`; with a stone where it has stones."""
    picture = Image.new("RGB", (_SIZE, _SIZE), "#f6f3ee")
    pen = ImageDraw.Draw(picture)
    metal, _line, colour = model.alloy.partition("_")
    fill = _COLOURS[f"au_{colour}" if colour else metal[:2]]
    for left in (40, 270):
        box = (left, 150, left + _FACE, 150 + _FACE)
        pen.ellipse(box, fill=fill, outline="#6f6a60", width=6)
        inner = [box[0] + 60, box[1] + 60, box[2] - 60, box[3] - 60]
        pen.ellipse(inner, fill="#2d4f7c" if model.stones else fill, outline="#6f6a60", width=4)
    stream = io.BytesIO()
    picture.save(stream, "JPEG")
    return base64.b64encode(stream.getvalue())
