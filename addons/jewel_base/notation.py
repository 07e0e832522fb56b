"""Notation of inserts on a Russian jewellery tag."""


def insert_notation(
    quantity, name, *, shape="", size="", carats=0, grams=0, colour="", clarity="", cut="", mark=""
):
    """How a tag writes one kind of insert.

    :param carats: total carats of all stones; two decimals, a third one only when it says something
    :param grams: total mass of an insert that is not weighed in carats

    >>> insert_notation(10, "бр.", shape="Кр-17", carats=0.03, colour="2", clarity="2", cut="Б")
    '10 бр. Кр-17-0,03 кар. 2/2 Б'
    >>> insert_notation(2, "оникс", shape="кабошон", size="12×12", carats=9)
    '2 оникс кабошон 12×12-9,00 кар.'
    >>> insert_notation(2, "карбон", grams=1.2)
    '2 карбон, 1,2 г'
    >>> insert_notation(2, "эмаль")
    '2 эмаль'
    """
    text = " ".join(filter(None, [f"{quantity:g}", name, shape, size]))
    if carats:
        joint = "-" if shape or size else " "
        text += f"{joint}{_comma(_two_or_three(carats))} кар."
    elif grams:
        text += f", {_comma(f'{grams:g}')} г"
    grades = "/".join(filter(None, [colour, clarity]))
    return " ".join(filter(None, [text, grades, cut, mark]))


def _two_or_three(number):
    text = f"{number:.3f}"
    return text[:-1] if text.endswith("0") else text


def _comma(text):
    return text.replace(".", ",")
