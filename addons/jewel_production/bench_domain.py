"""What a search domain asks for: each field on its way is checked with the rights of the user.

Odoo checks the rights on stored fields when it writes the SQL, but a related field that is not
stored is followed as superuser: ``('product_id.list_price', '>', 5)`` on a work order answers,
though the price is closed. A jeweller could find out a client's phone digit by digit.
"""

from odoo.exceptions import AccessError
from odoo.fields import Domain

_TRUSTED = ("any!", "not any!")  # cannot come from outside: only code may write them
# Vocabulary in which nothing is hidden: a step into it as superuser tells nothing.
_OPEN_MODELS = frozenset({"jewel.alloy", "jewel.collection", "jewel.product.type", "uom.uom"})


def check_domain(model, domain):
    """Raise AccessError when ``domain`` looks at what the user of ``model`` may not see."""
    for condition in Domain(domain).iter_conditions():
        _check_condition(model, condition)


def _check_condition(model, condition):
    fname, _dot, rest = condition.field_expr.partition(".")
    field = model._fields.get(fname)
    if field is None or condition.operator in _TRUSTED:
        return
    model._check_field_access(field, "read")
    if not field.relational:
        return
    inner = Domain(rest, condition.operator, condition.value) if rest else condition.value
    if isinstance(inner, Domain) or _names_records(condition.value):
        comodel = model.env[field.comodel_name]
        comodel.browse().check_access("read")
        if _follows_as_superuser(field) and comodel._name not in _OPEN_MODELS:
            raise AccessError(
                model.env._(
                    "Searching %(model)s through “%(field)s” is not open to you.",
                    model=model._description,
                    field=field.get_description(model.env, ["string"])["string"],
                )
            )
        if isinstance(inner, Domain):
            check_domain(comodel, inner)


def _names_records(value):
    """Whether records are looked for by their name, not by id."""
    values = [value] if isinstance(value, str) else value
    return isinstance(values, (list, tuple, set, frozenset)) and any(
        isinstance(one, str) for one in values
    )


def _follows_as_superuser(field):
    return getattr(field, "bypass_search_access", False) or (
        not field.store and bool(field.search) and (field.compute_sudo or not field.related)
    )
