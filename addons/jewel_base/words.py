"""Russian words for amounts and quantities, as documents want them.

Source of the form: first letter capital, roubles in words, kopecks in digits with two places
and no comma. `num2words` spells the number; its own currency mode is not used, because it takes
an integer for kopecks and puts a comma or two spaces before them.
"""

from decimal import ROUND_HALF_UP, Decimal

from num2words import num2words

_KOPECK = Decimal("0.01")


def amount_in_words(amount):
    """Roubles in words, kopecks in digits.

    :param amount: `Decimal` or `int` roubles; a part finer than a kopeck is rounded half up
    :raise TypeError: a float, which cannot hold kopecks exactly
    :raise ValueError: a negative amount, which no document prints

    >>> amount_in_words(Decimal("245000.10"))
    'Двести сорок пять тысяч рублей 10 копеек'
    >>> amount_in_words(Decimal("21001.01"))
    'Двадцать одна тысяча один рубль 01 копейка'
    >>> amount_in_words(1000)
    'Одна тысяча рублей 00 копеек'
    """
    if isinstance(amount, float):
        raise TypeError("a float is not an exact amount, pass Decimal")
    amount = Decimal(amount).quantize(_KOPECK, ROUND_HALF_UP)
    if amount < 0:
        raise ValueError(f"a negative amount has no words: {amount}")
    roubles, kopecks = divmod(int(amount * 100), 100)
    spelled = num2words(roubles, lang="ru")
    return (
        f"{spelled[0].upper()}{spelled[1:]} {plural(roubles, 'рубль', 'рубля', 'рублей')}"
        f" {kopecks:02d} {plural(kopecks, 'копейка', 'копейки', 'копеек')}"
    )


def plural(number, one, few, many):
    """The form of a Russian noun that goes with a whole ``number``.

    >>> [plural(n, "пара", "пары", "пар") for n in (1, 2, 5, 11, 21, 22, 111)]
    ['пара', 'пары', 'пар', 'пар', 'пара', 'пары', 'пар']
    """
    tens, units = divmod(abs(number) % 100, 10)
    if tens == 1 or units == 0 or units > 4:
        return many
    return one if units == 1 else few
