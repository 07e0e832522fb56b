"""Covers from sketches: bytes in, bytes out, nothing ever raises on a bad file."""

import io

from PIL import Image, ImageFile, ImageOps

# Odoo keeps Pillow from loading formats by itself; phones, messengers and scanners send these.
from PIL import TiffImagePlugin, WebPImagePlugin  # noqa: F401  # isort: skip

_MAX_PIXELS = 60_000_000  # a bigger one is not unpacked: a small file can hide gigabytes


def make_cover(data, size=1024):
    """A picture of at most ``size`` × ``size`` pixels for browsers, from the bytes of any image.

    :return: JPEG bytes (PNG when the picture has transparency), or None when ``data`` is broken,
        is not a raster image, or is too large to unpack

    >>> make_cover(b"not a picture") is None
    True
    """
    try:
        picture = _open(data)
        if picture is None:
            return None
        picture = ImageOps.exif_transpose(picture)
        picture.thumbnail((size, size))
        return _encode(picture)
    except Exception:  # Pillow raises errors of any kind on damaged files
        return None


def _open(data):
    """The whole picture; None when it is too large or its end is missing.

    Odoo has told Pillow to take files that end too early, so that is looked at here: the parser of
    a stream refuses them, and a PNG must have its last chunk.
    """
    with Image.open(io.BytesIO(data)) as header:
        if header.width * header.height > _MAX_PIXELS:
            return None
        if header.format == "PNG" and b"IEND" not in data:
            return None
        if header.format != "JPEG":
            header.load()
            return header
    parser = ImageFile.Parser()
    parser.feed(data)
    return parser.close()


def _encode(picture):
    transparent = picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info
    output = io.BytesIO()
    if transparent:
        picture.convert("RGBA").save(output, "PNG", optimize=True)
    else:
        picture.convert("RGB").save(output, "JPEG", quality=88, optimize=True)
    return output.getvalue()
