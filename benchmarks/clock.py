"""Clocks of the benchmarks: rounds in turn, so that what slows the machine slows all sides."""

import statistics
import time

ROUNDS = 7


def medians(env, *works):
    """Median seconds of each, in turn, each time with nothing in the cache, as in a new request."""
    seconds = [[] for _work in works]
    for _round in range(ROUNDS + 1):
        for work, taken in zip(works, seconds, strict=True):
            env.invalidate_all()
            taken.append(clock(work))
    return [statistics.median(taken[1:]) for taken in seconds]


def clock(work):
    start = time.perf_counter()
    work()
    return time.perf_counter() - start
