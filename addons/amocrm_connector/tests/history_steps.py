"""What may happen in a history, and how many of them are played."""

import os

from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st

from .crash import STEPS
from .history_fields import FIELDS, TAGS

# `bin/bench --soak` plays more of them, with a seed of its own.
HISTORIES = int(os.environ.get("JEWEL_HISTORIES", 500))
SEED = int(os.environ.get("JEWEL_SEED", 2026))
KINDS = (
    ("leads", "add"),
    ("leads", "update"),
    ("leads", "status"),
    ("contacts", "add"),
    ("contacts", "update"),
)
# What amoCRM answers instead, and whether it has done what it was asked for.
FAULTS = (
    *[None] * 4,
    *((fault, False) for fault in (429, 500, "html", "timeout")),
    *((fault, True) for fault in (504, "timeout")),
)
OWNERS = ("amo", "odoo", "last", "ask")
SIDES = ("odoo", "amo")  # as in «here, there»
DEATH = st.tuples(st.sampled_from(("leads", "contacts")), st.sampled_from(STEPS), st.booleans())
EDITS = {
    side: st.sampled_from([(field, words) for field in FIELDS for words in getattr(field, side)])
    for side in ("here", "there")
}
STEP = st.one_of(
    st.tuples(st.just("there"), EDITS["there"]),
    st.tuples(st.just("here"), EDITS["here"]),
    st.tuples(st.just("run"), st.sampled_from(FAULTS)),
    st.tuples(st.just("there"), EDITS["there"]),
    st.tuples(st.just("here"), EDITS["here"]),
    st.tuples(st.just("die"), DEATH),
    st.tuples(st.just("hook"), st.sampled_from(KINDS)),
    st.tuples(st.just("tag"), st.tuples(st.sampled_from(("here", "there")), st.sampled_from(TAGS))),
    st.tuples(st.just("bin"), st.booleans()),
    st.tuples(st.just("answer"), st.sampled_from(SIDES)),
    st.tuples(st.just("poll"), st.sampled_from(FAULTS)),
    st.tuples(
        st.just("die_polling"),
        st.tuples(st.sampled_from(("_note_found", "_note_news")), st.booleans()),
    ),
    st.tuples(st.just("late"), EDITS["there"]),
)
STEPS_OF_A_LIFE = st.lists(STEP, max_size=10)
ANSWERS = st.lists(st.sampled_from(SIDES), min_size=len(FIELDS), max_size=len(FIELDS))


def play_many(count, *strategies):
    """Decorate a function that plays one history: it is played ``count`` times."""

    def decorate(play):
        return settings(
            max_examples=count,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            database=None,
        )(seed(SEED)(given(*strategies)(play)))

    return decorate
