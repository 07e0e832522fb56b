"""Metal of the year: what the vault receives, what masters get, and the filings they bring back."""

from collections import defaultdict
from datetime import datetime, time, timedelta
from decimal import ROUND_UP, Decimal

from odoo.fields import Command

from .workshop import Stuck

_SCALE = "ВЛ-220 № 4417"


def steps(workshop, plans, begin):
    """(moment, what to do then) for the deals that are played."""
    yield begin, lambda: _receive(workshop, _needs(plans, lambda _moment: begin))
    for (monday, alloy), grams in _needs(plans, _monday).items():
        yield max(monday, begin), _issue(workshop, alloy, grams)
    for (month_end, who, alloy), grams in _filings(plans).items():
        yield month_end, _return(workshop, who, alloy, grams)


def _monday(moment):
    """Monday of the week, before anybody begins to work."""
    day = moment.date() - timedelta(days=moment.weekday())
    return datetime.combine(day, time(8, 50))


def _month_end(moment):
    first = (moment.replace(day=1) + timedelta(days=32)).replace(day=1)
    return datetime.combine(first.date() - timedelta(days=1), time(20))


def _needs(plans, when):
    """Grams that the caster has to hold, by the time ``when`` a piece is cut, and alloy.

    Whoever weighs a piece first has it out of his own metal; some grams stay on his bench.
    """
    grams = defaultdict(Decimal)
    for plan in plans:
        for passage in plan.passages:
            if passage.stage == "cutting":
                grams[when(passage.start), plan.model.alloy] += passage.weight_in + 1
    return {key: value.quantize(Decimal(1), ROUND_UP) for key, value in sorted(grams.items())}


def _filings(plans):
    grams = defaultdict(Decimal)
    for plan in plans:
        for passage in plan.passages:
            if passage.filings:
                key = _month_end(passage.end), passage.who, plan.model.alloy
                grams[key] += passage.filings
    return dict(sorted(grams.items()))


def _receive(workshop, needs):
    """All that the months ahead will take, and some to spare."""
    places = workshop.env["stock.location"]
    workshop.as_("storekeeper", "jewel.metal.entry")._jewel_post(
        [
            {
                "operation": "receipt",
                "location_id": places._jewel_get_holder("supplier", workshop.company).id,
                "location_dest_id": places._jewel_get_holder("vault", workshop.company).id,
                "alloy_id": workshop.alloy(alloy).id,
                "form": "granules",
                "gross_weight": float(grams * 2),
                "ref": "Накладная 204",
            }
            for (_begin, alloy), grams in needs.items()
        ]
    )


def _issue(workshop, alloy, grams):
    """The storekeeper gives it, the caster takes it, the sheet is filed."""

    def give():
        line = {
            "alloy_id": workshop.alloy(alloy).id,
            "form": "granules",
            "gross_weight": float(grams),
            "requested_weight": float(grams),
        }
        sheet = workshop.as_("storekeeper", "jewel.metal.transfer").create(
            {
                "kind": "issue",
                "to_user_id": workshop.people["caster"].id,
                "scale_no": _SCALE,
                "line_ids": [Command.create(line)],
            }
        )
        _sign(sheet, sheet, sheet.with_user(workshop.people["caster"]))

    return give


def _sign(sheet, giver, taker):
    """Both sides confirm, the storekeeper files the sheet."""
    giver.action_issue()
    taker.action_receive()
    sheet.action_done()
    if sheet.state != "done":
        raise Stuck(f"{sheet.name} stays {sheet.state}: something was asked of its signers.")


def _return(workshop, who, alloy, grams):
    """Filings of the month go back to the vault."""

    def bring():
        line = {
            "alloy_id": workshop.alloy(alloy).id,
            "form": "filings",
            "gross_weight": float(grams),
        }
        sheet = workshop.as_("storekeeper", "jewel.metal.transfer").create(
            {
                "kind": "return",
                "from_user_id": workshop.people[who].id,
                "scale_no": _SCALE,
                "line_ids": [Command.create(line)],
            }
        )
        _sign(sheet, sheet.with_user(workshop.people[who]), sheet)

    return bring


# === COPIED JOBS === #


def supply_copies(workshop, move, jobs, until):
    """What copied jobs took from the caster, month by month, and their filings brought back.

    :param move: sets the clock
    :param jobs: ids of the copies
    """
    caster = workshop.people["caster"]._get_metal_location(workshop.company)
    workshop.env.cr.execute(
        """
        SELECT date_trunc('month', date + interval '3 hours') AS month, alloy_id,
               SUM(CASE WHEN location_id = %(caster)s THEN gross_weight ELSE 0 END)
               - SUM(CASE WHEN location_dest_id = %(caster)s THEN gross_weight ELSE 0 END)
               + SUM(CASE WHEN form = 'filings' THEN gross_weight ELSE 0 END)
          FROM jewel_metal_entry
         WHERE production_id = ANY(%(jobs)s) AND %(caster)s IN (location_id, location_dest_id)
         GROUP BY 1, 2 ORDER BY 1, 2
        """,
        {"caster": caster.id, "jobs": jobs},
    )
    months = defaultdict(list)
    for month, alloy, grams in workshop.env.cr.fetchall():
        if grams > 0:
            months[month].append((alloy, grams))
    workshop.env.cr.execute(
        """
        SELECT date_trunc('month', date + interval '3 hours') AS month, location_id, alloy_id,
               SUM(gross_weight)
          FROM jewel_metal_entry
         WHERE production_id = ANY(%(jobs)s) AND operation = 'weighing_out' AND form = 'filings'
         GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
        """,
        {"jobs": jobs},
    )
    filings = defaultdict(list)
    for month, place, alloy, grams in workshop.env.cr.fetchall():
        filings[month].append((place, alloy, grams))
    for month in sorted(months):
        move(month + timedelta(hours=8, minutes=50))
        _post_supply(workshop, caster, months[month])
    for month in sorted(filings):
        if _month_end(month) < until:
            move(_month_end(month))
            _post_filings(workshop, filings[month])


def _post_supply(workshop, caster, alloys):
    places = workshop.env["stock.location"]
    vault = places._jewel_get_holder("vault", workshop.company)
    supplier = places._jewel_get_holder("supplier", workshop.company)
    entries = workshop.as_("storekeeper", "jewel.metal.entry")
    for operation, source, dest in (("receipt", supplier, vault), ("issue", vault, caster)):
        entries._jewel_post(
            [
                {
                    "operation": operation,
                    "location_id": source.id,
                    "location_dest_id": dest.id,
                    "alloy_id": alloy,
                    "form": "granules",
                    "gross_weight": float(grams),
                    "ref": "Металл на месяц",
                }
                for alloy, grams in alloys
            ]
        )


def _post_filings(workshop, rows):
    vault = workshop.env["stock.location"]._jewel_get_holder("vault", workshop.company)
    workshop.as_("storekeeper", "jewel.metal.entry")._jewel_post(
        [
            {
                "operation": "return",
                "location_id": place,
                "location_dest_id": vault.id,
                "alloy_id": alloy,
                "form": "filings",
                "gross_weight": float(grams),
                "ref": "Опилки за месяц",
            }
            for place, alloy, grams in rows
        ]
    )
