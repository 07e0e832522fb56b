"""The rights of every role on every model, as the table of docs/security.md.

Nothing is listed by hand: the models are those of the registry on which somebody below the
administrator may do anything at all.
"""

from itertools import product
from pathlib import Path

from odoo.addons.jewel_base.const import ROLES

DOCUMENT = Path(__file__).parents[3] / "docs" / "security.md"
WHO = (*ROLES, "employee", "portal", "public")
OPERATIONS = {"read": "r", "write": "w", "create": "c", "unlink": "d"}
OWNERS = OWN, NOBODY, ANOTHER, ELSEWHERE = ("own", "nobody's", "another's", "elsewhere")
WORDS = {"r": "read", "w": "change", "c": "create", "d": "delete"}
OWN_MODULES = ("jewel_", "amocrm_", "payment_yookassa", "l10n_ru_jewel")


def compute(env, users):
    """{model: (cell of each of WHO)}; the wizards too, but no abstract model."""
    rights = {}
    for name, model in sorted(env.items()):
        if model._abstract:
            continue
        row = tuple(letters(model.with_user(users[who])) for who in WHO)
        if set(row) != {"-"}:
            rights[name] = row
    return rights


def compute_owned(owners, users):
    """{"model, owner": (cell of each of WHO)} for what belongs to somebody."""
    rights = {}
    for place, who in enumerate(WHO):
        owners.give(users[who])
        for model in owners.get_owned():
            groups = owners.get_records(model)
            everything = model.union(*groups.values()).with_user(users[who])
            allowed = {
                letter: everything._filtered_access(name) for name, letter in OPERATIONS.items()
            }
            for owner, records in groups.items():
                cell = "".join(letter for letter, found in allowed.items() if found & records)
                row = rights.setdefault(f"{model._name}, {owner}", [""] * len(WHO))
                row[place] = (cell or "-") if records else "."
    return {key: tuple(row) for key, row in rights.items()}


def is_own(env, name):
    """Whether the model was made by an addon of the suite."""
    return env[name]._original_module.startswith(OWN_MODULES)


def letters(records):
    """What the user of ``records`` may do with them; of an empty recordset: with its model."""
    allowed = (letter for name, letter in OPERATIONS.items() if records.has_access(name))
    return "".join(allowed) or "-"


def render(env, rights):
    """The rows as Markdown: equal ones together, our own models before those of Odoo."""
    own = {name for name in rights if is_own(env, name)}
    parts = []
    for title, names in (("Models of the suite", own), ("Models of Odoo", set(rights) - own)):
        parts.append(f"### {title}\n\n{_render_table({name: rights[name] for name in names})}")
    return "\n\n".join(parts) + "\n"


def render_owned(rights):
    """One row a model, in its cells what belongs to whom; what nobody may touch is left out."""
    rows = {}
    for key, row in rights.items():
        rows.setdefault(key.split(", ")[0], []).append(row)
    cells = {name: tuple(map("/".join, zip(*rows_, strict=True))) for name, rows_ in rows.items()}
    nothing = {"/".join(cell) for cell in product("-.", repeat=len(OWNERS))}
    cells = {
        name: tuple("-" if cell in nothing else cell for cell in row) for name, row in cells.items()
    }
    return _render_table({name: row for name, row in cells.items() if set(row) != {"-"}}) + "\n"


def _render_table(rights):
    groups = {}
    for name in sorted(rights):
        groups.setdefault(rights[name], []).append(name)
    lines = [f"| {' | '.join((*row, ', '.join(names)))} |" for row, names in groups.items()]
    head = f"| {' | '.join((*WHO, 'models'))} |\n{'|---' * (len(WHO) + 1)}|"
    return "\n".join((head, *lines))


def parse(text):
    """What `render` has written: {model: (cell of each of WHO)}."""
    rights = {}
    for line in text.splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if len(cells) == len(WHO) + 1 and cells[0] not in (WHO[0], "---"):
            rights.update(dict.fromkeys(cells[-1].split(", "), tuple(cells[:-1])))
    return rights


def parse_owned(text):
    """What `render_owned` has written: {"model, owner": (cell of each of WHO)}."""
    rights = {}
    for name, row in parse(text).items():
        parts = [cell.split("/") if "/" in cell else [cell] * len(OWNERS) for cell in row]
        for owner, cells in zip(OWNERS, zip(*parts, strict=True), strict=True):
            rights[f"{name}, {owner}"] = cells
    return rights


def differences(said, real):
    """In words: «res.partner: jeweller may change, which docs/security.md does not say»."""
    nothing = ("-",) * len(WHO)
    texts = []
    for name in sorted({*said, *real}):
        rows = zip(WHO, said.get(name, nothing), real.get(name, nothing), strict=True)
        for who, before, now in rows:
            for letter, word in WORDS.items():
                if letter in now and letter not in before:
                    texts.append(f"{name}: {who} may {word}, which the table does not say")
                elif letter in before and letter not in now:
                    texts.append(f"{name}: {who} may not {word}, although the table says so")
    return texts


def split(document, name):
    """(text before the table ``name``, the table, text after it)."""
    begin, end = f"<!-- {name}: begin -->\n", f"<!-- {name}: end -->\n"
    before, rest = document.split(begin)
    table, after = rest.split(end)
    return before + begin, table, end + after
