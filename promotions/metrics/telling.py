"""Keeps which parts of the company may be told of, and since which month, beside the facts it is worked out from."""

import datetime as dt
from itertools import pairwise

import numpy as np

from promotions.metrics.choices import Choices
from promotions.metrics.columns import numbers
from promotions.metrics.headcounts import Headcounts
from promotions.metrics.protection import NEVER, Part, Told, parts_told
from promotions.metrics.stored import read_stored, write_differences
from promotions.models import ToldPart
from skills.columns import Ints

ALWAYS = -NEVER  # earlier than any window: nobody was there before
TIMES = NEVER  # time in position, which no window begins
KEY = ("unit_id", "own", "by_family", "family_id", "by_level", "level_id")
TELLING = ("since", "times")


def write_told_parts(on: dt.date, *, anew: bool = False) -> int:
    """Bring what may be told up to that day; return how many rows were inserted, changed or deleted. A second call writes 0.

    A quarter whose headcounts are what they were is not judged again, unless `anew`.
    """
    stored = read_stored(ToldPart.objects.all(), **numbers(*KEY, *TELLING))
    return write_differences(ToldPart, stored, told_parts(on, anew=anew), key=KEY, counts=TELLING)


def told_parts(on: dt.date, *, anew: bool = False) -> Ints:
    """Return every part that may be told of, with the month since which it may, and whether its time in position may be."""
    headcounts = Headcounts(on)
    company, there = headcounts.company, headcounts.there
    choices = Choices(company, anew=anew)
    months: list[int] = []
    quarters: list[Told] = []
    for first, headcount in headcounts.quarters():
        quarters.append(choices.choose(first, headcount, months[-1] if months else None))
        months.append(first)
    since: dict[Part, int] = {}
    for first, (told, older) in zip(months, pairwise([*quarters, Told()]), strict=True):
        month = ALWAYS if headcounts.begin_in(first) else first
        since |= dict.fromkeys(parts_told(company, told.beyond(older), there), month)
    timed = set(parts_told(company, choices.choose(TIMES, headcounts.runs, months[0]), there)) if months else ()
    choices.keep()
    rows = [(*part, month, part in timed) for part, month in since.items()]
    return np.array(rows, dtype=np.int64).reshape(-1, len(KEY) + len(TELLING))
