"""УИН, the 16 digits of a piece in the state system, and files that bring them."""

import csv
import io

UIN_DIGITS = 16


def is_uin(text):
    """
    >>> is_uin("6430000012345678"), is_uin("643 000001234567"), is_uin("٣" * 16)
    (True, False, False)
    """
    return len(text) == UIN_DIGITS and text.isascii() and text.isdigit()


def read_uins(data):
    """Lines of a CSV file of pieces and their УИН.

    :param bytes data: UTF-8 or Windows-1251; two columns, number of the piece and УИН, parted by
        semicolon, comma or tab; a first line without a УИН is a heading
    :return: (rows, faults): rows are (line, piece, uin), faults (line, kind, text) with kind
        ``columns``, ``digits`` (not a УИН) or ``twice`` (УИН or piece is there already)

    >>> read_uins("Номер;УИН\\nA-1;6430000012345678\\nA-2;123\\n".encode())
    ([(2, 'A-1', '6430000012345678')], [(3, 'digits', '123')])
    """
    rows, faults, seen = [], [], set()
    for number, cells in enumerate(_read_cells(data), start=1):
        cells = [cell.strip().strip("'") for cell in cells]
        if not any(cells):
            continue
        if len(cells) < 2 or not all(cells[:2]):
            faults.append((number, "columns", "; ".join(cells)))
            continue
        piece, uin = cells[0], cells[1].replace(" ", "")
        if not is_uin(uin):
            if number > 1 or any(map(str.isdigit, uin)):
                faults.append((number, "digits", cells[1]))
        elif {piece, uin} & seen:
            faults.append((number, "twice", f"{piece}; {uin}"))
        else:
            seen |= {piece, uin}
            rows.append((number, piece, uin))
    return rows, faults


def _read_cells(data):
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1251", errors="replace")
    first = text.partition("\n")[0]
    delimiter = max(";\t,", key=first.count)
    return csv.reader(io.StringIO(text), delimiter=delimiter)
