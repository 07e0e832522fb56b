"""What a scanner or a person has entered: the number of a job, or the link of its envelope."""

import re

# A scanner types as a keyboard does: in the Russian layout WH/MO/00012 comes as ЦР.ЬЩ.00012.
_RUSSIAN = "йцукенгшщзхъфывапролджэячсмитьбю.ё"
_LATIN = "qwertyuiop[]asdfghjkl;'zxcvbnm,./`"
_LAYOUT = str.maketrans(
    _RUSSIAN + _RUSSIAN[:32].upper() + ",Ж№", _LATIN + _LATIN[:32].upper() + "?:#"
)
_LINK = re.compile(r"/jewel/job/(\d+)\b")


def read_code(text):
    """Return (id, numbers): id of the job when ``text`` is a link, else numbers it may have.

    >>> read_code(" wh/mo/00012 ")
    (None, ['WH/MO/00012'])
    >>> read_code("ЦР.ЬЩ.00012")
    (None, ['ЦР.ЬЩ.00012', 'WH/MO/00012'])
    >>> read_code("https://erp.example/jewel/job/12")
    (12, [])
    """
    text = "".join(text.split())
    readings = [text, text.translate(_LAYOUT)]
    for reading in readings:
        if link := _LINK.search(reading):
            return int(link[1]), []
    return None, list(dict.fromkeys(reading.upper() for reading in readings if reading))
