"""The rights of every role on every model, as the table of docs/security.md.

Nothing is listed by hand: the models are those of the registry on which somebody below the
administrator may do anything at all.
"""

from pathlib import Path

from odoo.addons.jewel_base.const import ROLES

DOCUMENT = Path(__file__).parents[3] / "docs" / "security.md"
BEGIN, END = "<!-- rights: begin -->\n", "<!-- rights: end -->\n"
WHO = (*ROLES, "employee", "portal", "public")
OPERATIONS = {"read": "r", "write": "w", "create": "c", "unlink": "d"}
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
        groups = {}
        for name in sorted(names):
            groups.setdefault(rights[name], []).append(name)
        lines = [f"| {' | '.join((*row, ', '.join(names)))} |" for row, names in groups.items()]
        head = f"| {' | '.join((*WHO, 'models'))} |\n{'|---' * (len(WHO) + 1)}|"
        parts.append("\n".join((f"### {title}\n", head, *lines)))
    return "\n\n".join(parts) + "\n"


def parse(text):
    """What `render` has written: {model: (cell of each of WHO)}."""
    rights = {}
    for line in text.splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if len(cells) == len(WHO) + 1 and cells[0] not in (WHO[0], "---"):
            rights.update(dict.fromkeys(cells[-1].split(", "), tuple(cells[:-1])))
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


def split(document):
    """(text before the table, the table, text after it)."""
    before, rest = document.split(BEGIN)
    table, after = rest.split(END)
    return before + BEGIN, table, END + after
