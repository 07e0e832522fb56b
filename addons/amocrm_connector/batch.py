"""Many entities in few calls. No Odoo: a client and plain data in, plain data out."""

from itertools import islice

from .exceptions import AmocrmError, AmocrmRejected, AmocrmUnavailable
from .sync_round import refused_keys, request_body, without

# amoCRM takes 250 entities in one write and advises 50.
WRITE_SIZE = 50


class Prefetched:
    """A client that has the answers to some GETs already; everything else is asked for.

    :param answers: ``{path: parsed answer}``
    """

    def __init__(self, client, answers):
        self._client = client
        self._answers = answers

    def get(self, path, params=None):
        return self._answers[path] if path in self._answers else self._client.get(path, params)

    def __getattr__(self, name):
        return getattr(self._client, name)


def portions(items, size):
    """Lists of at most ``size`` of the ``items``, in their order.

    >>> list(portions("abcde", 2))
    [['a', 'b'], ['c', 'd'], ['e']]
    """
    rest = iter(items)
    while portion := list(islice(rest, size)):
        yield portion


def patch_many(client, path, plans):
    """Outcomes ``{key: {"answer", "refused"}}`` of the plans, or the error that met them.

    A call that takes amoCRM too long (504) is made again in halves. Fields that it refuses are
    taken out and the rest is sent again: by what is known it refuses the whole call, and where it
    has saved the good part, the same values once more do no harm. Plans that are not in the result
    were not sent, since the error before them concerned the whole account.

    :param path: of the list, e.g. ``/api/v4/leads``
    :param plans: ``{key: plan}``, see :meth:`.sync_round.Round.plan`; each has an ``external_id``
    """
    outcomes = {}
    waiting = [dict(part) for part in portions(plans.items(), WRITE_SIZE)]
    while waiting:
        part = waiting.pop(0)
        try:
            outcomes.update(_patch(client, path, part))
        except AmocrmError as error:
            if len(part) > 1 and _may_be_the_size(error):
                middle = len(part) // 2
                items = list(part.items())
                waiting[:0] = [dict(items[:middle]), dict(items[middle:])]
                continue
            if isinstance(error, AmocrmRejected):
                [(key, plan)] = part.items()
                outcomes[key] = {
                    "answer": None,
                    "refused": dict.fromkeys(plan["fields"], str(error)),
                }
                continue
            outcomes.update(dict.fromkeys(part, error))
            if error.concerns_account:
                break
    return outcomes


def _may_be_the_size(error):
    """Whether the same in smaller portions may go through, or show which one is bad."""
    return isinstance(error, AmocrmRejected) or (
        isinstance(error, AmocrmUnavailable) and error.status == 504
    )


def _patch(client, path, part):
    """Outcomes of one call, which is repeated without what is refused.

    :raise AmocrmRejected: when amoCRM does not say what it refuses
    """
    refused = {key: {} for key in part}
    plans, rows = dict(part), {}
    while plans:
        try:
            answer = client.patch(path, [_item(plan) for plan in plans.values()])
            rows = _rows_by_id(answer, path)
            break
        except AmocrmRejected as error:
            bad = _refusals(plans, error)
            if not bad:
                raise
            for key, reasons in bad.items():
                refused[key].update(reasons)
                plans[key] = without(plans[key], reasons)
            plans = {key: plan for key, plan in plans.items() if plan["fields"]}
    return {
        key: {"answer": rows.get(plan["external_id"]), "refused": refused[key]}
        for key, plan in part.items()
    }


def _item(plan):
    return {"id": int(plan["external_id"]), **request_body(plan)}


def _rows_by_id(answer, path):
    collection = path.rsplit("/", 1)[-1]
    rows = ((answer or {}).get("_embedded") or {}).get(collection) or []
    return {str(row.get("id")): row for row in rows}


def _refusals(plans, error):
    """``{key: {field: reason}}`` of what the validation errors point at, by position."""
    found, keys = {}, list(plans)
    for detail in error.errors:
        position = detail["request_id"]
        if not position.isdigit() or int(position) >= len(keys):
            continue
        key = keys[int(position)]
        reasons = refused_keys(plans[key], [detail]) or dict.fromkeys(
            plans[key]["fields"], detail["detail"] or detail["code"] or str(error)
        )
        found.setdefault(key, {}).update(reasons)
    return found
