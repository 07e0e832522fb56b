"""A believable year of the workshop, thought out without a database: who, what, when, how much.

Everything follows from the seed and the day on which the year ends. Times are those of Moscow.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal
from math import exp, log
from random import Random

from . import catalogue
from .worktime import Bench, add_work, next_working

SEED = 2026
# Enquiries of an ordinary month, and months that are none.
MONTHLY = (60, 90)
SEASON = {12: 2.2, 2: 1.8}
SILVER = 0.70
CANCELLED, RETURNED, REMADE, CLAIMED, COURIER = 0.06, 0.03, 0.04, 0.02, 0.12
# Stage -> working hours from arrival to the end (median, ninth tenth), minutes of work, login.
STAGES = {
    "sketch": (16, 40, 150, "modeller"),
    "model3d": (14, 32, 300, "modeller"),
    "wax": (6, 16, 45, "modeller"),
    "waxwork": (3, 8, 40, "modeller"),
    "tree": (4, 10, 15, "caster"),
    "casting": (9, 24, 50, "caster"),
    "cutting": (2, 6, 20, "caster"),
    "mounting": (8, 22, 100, None),
    "grinding": (6, 14, 55, None),
    "hallmark": (40, 88, 0, "head"),
    "engraving": (3, 8, 35, None),
    "setting": (5, 20, 55, "setter"),
    "polishing": (3, 8, 40, "polisher"),
    "qc": (1, 6, 15, "head"),
    "packing": (1, 4, 15, "head"),
}
WEIGHED = {"cutting", "mounting", "grinding", "setting", "polishing"}
# Stage -> per cent of the metal that may be lost, (gold, silver, the others); as in the norms.
NORMS = {
    "cutting": ("0.10", "0.15", "0.15"),
    "mounting": ("0.90", "1.30", "1.50"),
    "grinding": ("0.40", "0.60", "0.70"),
    "setting": ("0.20", "0.30", "0.30"),
    "polishing": ("0.70", "1.10", "1.00"),
}
# Of what comes off the piece, this many times the loss is swept up again.
_FILINGS = {"cutting": 9, "mounting": 3, "grinding": 1, "setting": 4, "polishing": 1}
_WAYS = ("card", "sbp", "transfer", "ip_card", "instalment", "cash")
_WAY_WEIGHTS = (42, 22, 12, 10, 4, 10)
_STEP = Decimal("0.001")
_CASH_LIMIT = 50_000


@dataclass(frozen=True, slots=True)
class Payment:
    """Money of a deal; ``part`` "prepayment", "balance" or "refund"."""

    part: str
    at: datetime
    amount: Decimal
    way: str


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece at a stage; grams where the stage weighs, ``remark`` where control sends it back."""

    stage: str
    who: str
    start: datetime
    end: datetime
    weight_in: Decimal | None = None
    weight_out: Decimal | None = None
    filings: Decimal = Decimal(0)
    stones: Decimal = Decimal(0)
    remark: str = ""

    @property
    def loss(self):
        return self.weight_in + self.stones - self.weight_out - self.filings


@dataclass(slots=True)
class Deal:
    """From the enquiry to its end; what lies after the end of the year has not happened yet."""

    number: int
    created: datetime
    manager: str
    client: int
    model: catalogue.Model
    name: str
    engraving: str
    price: Decimal
    outcome: str  # "won", "cancelled" after the prepayment, "lost"
    answered: datetime
    offered: datetime | None = None
    lost: datetime | None = None
    reason: int = 0
    payments: list = field(default_factory=list)
    produced: datetime | None = None
    deadline: datetime | None = None
    passages: list = field(default_factory=list)
    handed_over: datetime | None = None
    shipped: datetime | None = None
    delivered: datetime | None = None
    claimed: datetime | None = None

    @property
    def end(self):
        """When nothing more happens to the deal."""
        moments = [self.lost, self.delivered, self.claimed]
        moments += [payment.at for payment in self.payments]
        return max(moment for moment in moments if moment)


def make(until, seed=SEED, share=1.0):
    """The deals of the year that ends at ``until``, oldest first.

    :param datetime until: the present moment
    :param float share: of the usual number of deals, for tests
    """
    dice = Random(seed)
    benches = {person.login: Bench() for person in catalogue.PEOPLE}
    moments = sorted(
        moment for month in months(until) for moment in _enquiries(dice, month, until, share)
    )
    careless = until - timedelta(days=catalogue.CARELESS_DAYS)
    return [
        _Story(dice, benches, careless).tell(number, moment)
        for number, moment in enumerate(moments, 1)
    ]


def months(until):
    """First days of the twelve months up to that of ``until``."""
    last = until.year * 12 + until.month - 1
    return [date(number // 12, number % 12 + 1, 1) for number in range(last - 11, last + 1)]


def _enquiries(dice, month, until, share):
    following = (month + timedelta(days=32)).replace(day=1)
    days = (following - month).days
    count = round(dice.uniform(*MONTHLY) * SEASON.get(month.month, 1) * share)
    for _number in range(max(count, 1)):
        day = month + timedelta(days=dice.randrange(days))
        if day.weekday() > 4 and dice.random() < 0.6:  # fewer at week-ends
            day -= timedelta(days=2 if day.day > 2 else -2)
        moment = datetime.combine(day, time(9)) + timedelta(minutes=dice.randrange(11 * 60))
        if moment < until:
            yield moment


class _Story:
    """One deal, told step by step: each draws from the same dice."""

    def __init__(self, dice, benches, careless):
        self.dice, self.benches, self.careless = dice, benches, careless
        self.stones = Decimal(0)  # grams that sit in the piece by now

    def tell(self, number, created):
        deal = self._begin(number, created)
        if deal.outcome == "lost":
            self._lose(deal)
            return deal
        self._prepay(deal)
        if deal.outcome == "cancelled":
            self._cancel(deal)
            return deal
        self._make_piece(deal)
        self._deliver(deal)
        self._come_back(deal)
        return deal

    def _begin(self, number, created):
        dice = self.dice
        shares = [share for share, _won in catalogue.MANAGERS.values()]
        [manager] = dice.choices(list(catalogue.MANAGERS), shares)
        fate = dice.random()
        won = catalogue.MANAGERS[manager][1]
        outcome = "won" if fate < won else "cancelled" if fate < won + CANCELLED else "lost"
        is_silver = dice.random() < SILVER
        model = dice.choice([one for one in catalogue.MODELS if one.is_silver == is_silver])
        engraving = dice.choice(catalogue.ENGRAVINGS) if dice.random() < 0.3 else ""
        price = Decimal(model.price) + dice.choice((0, 0, 0, 500, 1200, -600))
        price += Decimal(1500) if engraving else 0
        price += Decimal("0.50") if dice.random() < 0.05 else 0
        return Deal(
            number=number,
            created=created,
            manager=manager,
            client=dice.randrange(10**6),
            model=model,
            name=f"{model.name} {dice.choice(catalogue.OCCASIONS)}",
            engraving=engraving,
            price=price,
            outcome=outcome,
            answered=add_work(created, dice.randrange(8, 200)),
        )

    def _lose(self, deal):
        if self.dice.random() < 0.75:
            deal.offered = add_work(deal.answered, self.dice.randrange(20, 900))
        last = deal.offered or deal.answered
        deal.lost = add_work(last, self.dice.randrange(600, 6000))
        deal.reason = self.dice.randrange(100)

    def _prepay(self, deal):
        dice = self.dice
        deal.offered = add_work(deal.answered, dice.randrange(15, 600))
        paid = add_work(deal.offered, dice.randrange(20, 1400))
        [way] = dice.choices(_WAYS, _WAY_WEIGHTS)
        if way == "cash" and deal.price > _CASH_LIMIT:
            way = "transfer"
        half = (deal.price / 2).quantize(Decimal("0.01"), ROUND_HALF_UP)
        deal.payments.append(Payment("prepayment", paid, half, way))
        deal.produced = add_work(paid, dice.randrange(5, 90))

    def _cancel(self, deal):
        """Before work begins: the money goes back, and the reason is kept."""
        first = deal.payments[0]
        deal.lost = add_work(deal.produced, self.dice.randrange(5, 40))
        deal.reason = self.dice.randrange(100)
        back = add_work(deal.lost, self.dice.randrange(60, 900))
        deal.payments.append(Payment("refund", back, first.amount, first.way))

    # === THE PIECE === #

    def _make_piece(self, deal):
        dice = self.dice
        master = dice.choice(catalogue.MASTERS)
        arrival, spent = deal.produced, 0
        self.stones = Decimal(0)
        weight = (deal.model.grams - deal.model.stones) * Decimal(str(dice.uniform(1.06, 1.11)))
        weight = weight.quantize(_STEP)
        stages = self._route(deal)
        remade = dice.random() < REMADE
        while stages:
            stage = stages.pop(0)
            passage = self._pass(deal, stage, master, arrival, weight)
            if stage == "qc" and remade:
                remade = False
                passage = _with_remark(passage, "Риски на ободе второй запонки")
                stages = ["polishing", "qc", *stages]
            deal.passages.append(passage)
            weight, arrival = passage.weight_out or weight, passage.end
            spent += STAGES[stage][0]
        # Promised by the usual time of its stages and some days to spare: not always enough.
        promised = add_work(deal.produced, spent * 60 * 1.25 + 5 * 480)
        deal.deadline = promised.replace(hour=18, minute=0, second=0)
        deal.handed_over = add_work(arrival, dice.randrange(5, 90))

    def _route(self, deal):
        model = deal.model
        stages = ["sketch", "model3d"] if model.article == catalogue.CUSTOM else []
        stages += ["wax", "waxwork", "tree", "casting", "cutting", "mounting", "grinding"]
        stages += [] if model.is_silver else ["hallmark"]
        stages += ["engraving"] if deal.engraving else []
        stages += ["setting"] if model.stones else []
        return [*stages, "polishing", "qc", "packing"]

    def _pass(self, deal, stage, master, arrival, weight):
        median, ninth, minutes, who = STAGES[stage]
        sigma = (log(ninth) - log(median)) / 1.2816
        hours = min(exp(self.dice.gauss(log(median), sigma)), ninth * 1.6)
        work = minutes * self.dice.uniform(0.7, 1.4)
        who = who or master
        ready = add_work(arrival, max(hours * 60 - work, 1))
        if minutes:
            start, end = self.benches[who].book(ready, work)
        else:  # away: nobody of ours works on it
            start, end = next_working(arrival), ready
        if stage not in WEIGHED:
            return Passage(stage, who, start, end)
        return Passage(stage, who, start, end, *self._weigh(deal, stage, who, start, weight))

    def _weigh(self, deal, stage, who, start, weight):
        """(in, out, filings, stones): the loss is drawn as a share of what the norm allows."""
        metal = 1 if deal.model.is_silver else 0 if deal.model.alloy.startswith("au") else 2
        allowed = (weight - self.stones) * Decimal(NORMS[stage][metal]) / 100
        share = min(self.dice.gauss(0.85, 0.15), 0.98)
        if who == catalogue.CARELESS and start >= self.careless:
            share = self.dice.gauss(1.30, 0.15)
        loss = (allowed * Decimal(str(max(share, 0.2)))).quantize(_STEP)
        filings = (loss * _FILINGS[stage]).quantize(_STEP)
        stones = deal.model.stones if stage == "setting" else Decimal(0)
        self.stones += stones
        return weight, weight + stones - loss - filings, filings, stones

    # === TO THE CLIENT, AND BACK === #

    def _deliver(self, deal):
        dice = self.dice
        deal.shipped = add_work(deal.handed_over, dice.randrange(200, 1400))
        deal.delivered = add_work(deal.shipped, dice.randrange(240, 1500))
        way = deal.payments[0].way
        if dice.random() < COURIER * 1.6 and deal.price <= _CASH_LIMIT:  # cheap ones only
            way, paid = "courier", deal.delivered
        else:
            paid = add_work(deal.handed_over, dice.randrange(20, 190))
        rest = deal.price - deal.payments[0].amount
        deal.payments.append(Payment("balance", paid, rest, way))

    def _come_back(self, deal):
        fate = self.dice.random()
        later = next_working(deal.delivered + timedelta(days=self.dice.randrange(2, 8)))
        if fate < RETURNED:
            way = deal.payments[-1].way
            refund = Payment("refund", later, deal.price, "cash" if way == "courier" else way)
            deal.payments.append(refund)
        elif fate < RETURNED + CLAIMED:
            deal.claimed = later


def _with_remark(passage, remark):
    return Passage(passage.stage, passage.who, passage.start, passage.end, remark=remark)
