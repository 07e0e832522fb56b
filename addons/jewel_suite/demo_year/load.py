"""Loads the year into a database: the last weeks step by step, the time before by copies."""

import logging
from datetime import datetime, timedelta
from random import Random

from . import books, catalogue, invariants, metal, planner
from .clock import clock, to_moscow
from .copies import Copies
from .player import Player
from .workshop import Workshop

_logger = logging.getLogger(__name__)

# Deals of these last days are played; older ones are copies of those that have ended since.
PLAYED_DAYS = 77


def fill(env, scale=1, seed=planner.SEED, until=None, say=_logger.info):
    """Load a year that ends now, check it, and return what was made. Commits nothing.

    :param env: an environment of the superuser
    :param scale: below 1 fewer deals; above 1 each copied deal is copied so many times
    :param datetime until: another end of the year than now, Moscow time
    :param say: told in words how far it is
    :raise AssertionError: something of the year does not hold
    """
    until = until or to_moscow(datetime.now().replace(microsecond=0))
    begin = until - timedelta(days=PLAYED_DAYS)
    plans = planner.make(until, seed, min(scale, 1))
    played = [plan for plan in plans if plan.created >= begin]
    say(f"{len(plans)} deals, {len(played)} of them step by step")
    with clock(env.cr) as move:
        move(begin - timedelta(days=1))
        workshop = Workshop(env)
        players = [Player(workshop, plan) for plan in played]
        _play(workshop, players, begin - timedelta(hours=1), until, move, say)
        env.flush_all()
        move(until)
        older = [plan for plan in plans if plan.created < begin]
        made = _copy(workshop, older, players, until, seed, max(int(scale), 1))
        say(f"{len(made['crm_lead'])} deals copied to the months before")
        metal.supply_copies(workshop, move, made["mrp_production"], until)
        books.close_months(workshop, move, planner.months(until))
        move(until)
        books.judge(workshop)
        invariants.check(env)
    return {"played": len(played), "copied": len(made["crm_lead"]), "jobs": _count_jobs(env)}


def _count_jobs(env):
    return env["mrp.production"].search_count([("deal_id.partner_id.ref", "=like", "YEAR-%")])


def _play(workshop, players, begin, until, move, say):
    steps = [
        (moment, player.plan.number, place, step)
        for player in players
        for place, (moment, step) in enumerate(player.steps())
    ]
    supplies = metal.steps(workshop, [player.plan for player in players], begin)
    steps += [(moment, 0, place, step) for place, (moment, step) in enumerate(supplies)]
    steps = sorted((step for step in steps if step[0] < until), key=lambda step: step[:3])
    week = None
    for moment, _number, _place, step in steps:
        if week != moment.isocalendar().week:
            week = moment.isocalendar().week
            workshop.env.flush_all()
            workshop.env.invalidate_all()
            say(f"week of {moment:%d.%m.%Y}")
        move(moment)
        step()


def _copy(workshop, plans, players, until, seed, times):
    """Copies of played deals that have ended, in place of the deals of ``plans``."""
    dice = Random(seed)
    ended = [player for player in players if _may_be_copied(player.plan, until)]
    copies = Copies(workshop.env)
    for plan in plans * times:
        alike = [player for player in ended if player.plan.outcome == plan.outcome] or ended
        metals = [player for player in alike if player.plan.model.is_silver == plan.model.is_silver]
        player = dice.choice(metals or alike)
        copies.add(
            player.deal,
            _weeks(player.plan.created, plan.created),
            workshop.people[plan.manager],
            workshop.client(plan.client + dice.randrange(100) * (times > 1)),
            f"{player.plan.model.name} {plan.name.split('» ')[-1]}",
        )
    return copies.make()


def _may_be_copied(plan, until):
    """It is over, and the careless master's bad weeks are not in it: those are the last ones."""
    careless = until - timedelta(days=catalogue.CARELESS_DAYS)
    return (
        plan.end < until
        and not plan.claimed
        and not any(
            passage.who == catalogue.CARELESS and passage.start >= careless
            for passage in plan.passages
        )
    )


def _weeks(created, wanted):
    """Whole weeks between, so that working days stay such; in the month that is wanted."""
    weeks = round((created - wanted) / timedelta(weeks=1))
    for near in (weeks, weeks - 1, weeks + 1):
        if near > 0 and (created - timedelta(weeks=near)).month == wanted.month:
            return near
    return max(weeks, 1)
