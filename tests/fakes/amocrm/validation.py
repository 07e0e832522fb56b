"""Errors of request items, collected the way amoCRM reports them."""

from .replies import validation_problem

DETAILS = {
    "NotSupportedChoice": "The value you selected is not a valid choice.",
    "FieldMissing": "This field is missing.",
    "InvalidFormat": "This value is not valid.",
}
TYPES = {"int": int, "string": str, "array": list, "bool": bool, "object": dict}


class Errors:
    """Errors of one item."""

    def __init__(self):
        self.found = []

    def add(self, code, path, detail=None):
        """Note one error at a dotted path."""
        self.found.append({"code": code, "path": path, "detail": detail or DETAILS[code]})

    def choice(self, path):
        """NotSupportedChoice at ``path``."""
        self.add("NotSupportedChoice", path)

    def missing(self, path):
        """FieldMissing at ``path``."""
        self.add("FieldMissing", path)

    def wrong_type(self, path, name):
        """InvalidType at ``path``."""
        self.add("InvalidType", path, f"This value should be of type {name}.")

    def too_long(self, path, limit):
        """TooLong at ``path``."""
        self.add(
            "TooLong", path, f"This value is too long. It should have {limit} characters or less."
        )

    def check_types(self, item, spec):
        """``spec``: key to type name, with ``?`` where null may stand; whether all is well."""
        before = len(self.found)
        for key, name in spec.items():
            if key in item and not is_of_type(item[key], name):
                self.wrong_type(key, name.rstrip("?"))
        return len(self.found) == before


def is_of_type(value, name):
    """Whether a JSON value has the named type; true is no int."""
    if value is None:
        return name.endswith("?")
    wanted = TYPES[name.rstrip("?")]
    if wanted is int and isinstance(value, bool):
        return False
    return isinstance(value, wanted)


def run_batch(call, items, check, apply):
    """Check all items, then apply them; return the results or the 400 answer.

    ``check(item, errors)`` returns what ``apply(item, checked)`` needs. A bad item refuses the
    whole batch unless the setting ``partial_batch`` saves the good ones.
    """
    errors, good = {}, []
    for index, item in enumerate(items):
        found = Errors()
        checked = check(item, found)
        if found.found:
            errors[request_id(item, index)] = found.found
        else:
            good.append((index, item, checked))
    if errors and not call.world.settings.partial_batch:
        raise validation_problem(errors)
    results = [
        apply(item, checked) | {"request_id": request_id(item, index)}
        for index, item, checked in good
    ]
    if errors:
        raise Saved(validation_problem(errors).response())
    return results


def request_id(item, index):
    """What the client gave, else the index as a string."""
    return str(item.get("request_id", index))


class Saved(Exception):
    """An error answer that must not undo what the request did."""

    def __init__(self, response):
        super().__init__()
        self.response = response
