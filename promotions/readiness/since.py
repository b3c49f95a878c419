"""Since when something has been so, by the facts as they are known now and the rules of each past day.

From the last day back: between two days on which anything of a person or of the rules begins or ends, only a clock can
turn a status. So the last day of each such stretch is measured, with the engine of every night, until one says otherwise.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from promotions.readiness.arrays import RuleArrays
from promotions.readiness.differences import NO_STATUS
from promotions.readiness.engine import Moves, batches, first_day_after, moves_of, rows_of, wavers
from promotions.readiness.levels import read_levels
from promotions.readiness.people import Among, People, Records, on_their_day, people_on, with_all_evidence
from skills.columns import NEVER, Columns, Ints, chosen, place_of

EVER_BEFORE = -NEVER
MEASURED = 20_000  # people × days at a time: memory stays flat however many are looked at
DATES = {"start", "end", "led_end"}
FURTHEST = 16  # stretches measured at once: most end at the first or second, few go back for years


@dataclass(frozen=True)
class Past:
    """The rules of past days: the first day of each era, in order, and what gives an era's rules, for these roles at least."""

    first_days: Ints
    rules: Callable[[int, Ints], RuleArrays]


def first_days(rows: Columns, records: Records, on: int, past: Past) -> Ints:
    """Return for each row the first day of the unbroken run of days up to `on` that have its status.

    `rows`: employee_id, role_id, status (`NO_STATUS` where it is no target), not_before: whoever goes back to that day
    need not be followed further. A status that does not hold on the last day itself began on it.
    """
    if not len(rows["employee_id"]):
        return rows["not_before"]
    lives = lives_of(rows, records, on, past)
    person = place_of(lives.records.ids, rows["employee_id"])
    asked = {"person": person, "role": rows["role_id"], "status": rows["status"], "not_before": rows["not_before"]}
    first = np.full(len(person), on + 1)
    following, reach = np.flatnonzero(person >= 0), 1
    while len(following):
        going_on = [_go_back(lives, chosen(asked, batch), first, batch, reach, past) for batch in batches(following, MEASURED // reach)]
        following, reach = np.concatenate(going_on), min(2 * reach, FURTHEST)
    return np.minimum(first, on)


def _go_back(lives: "Lives", asked: Columns, first: Ints, places: Ints, reach: int, past: Past) -> Ints:
    """Move `first` at these places back over so many stretches as far as they have the status; return whom to follow further."""
    known = first[places]
    begins, ends = lives.stretches(asked["person"], known - 1, reach)
    measured = {name: np.repeat(asked[name], reach) for name in ("person", "role")} | {"begin": begins.ravel(), "day": ends.ravel()}
    status, steady = (found.reshape(begins.shape) for found in _measure(lives, measured, past))
    same = status == asked["status"][:, np.newaxis]
    whole = np.logical_and.accumulate(same & (steady == begins), axis=1)
    passed, row = whole.sum(axis=1), np.arange(len(places))
    stopped = passed < reach
    at = np.minimum(passed, reach - 1)
    turned_within = stopped & same[row, at]
    first[places] = np.where(turned_within, steady[row, at], np.where(passed > 0, begins[row, passed - 1], known))
    return places[(~stopped | turned_within) & (first[places] > asked["not_before"])]


# --- People through time ----------------------------------------------------------------------


@dataclass(frozen=True)
class Lives:
    """People with all that is dated of them, levels included, and the days on which any of it, or of the rules, begins or ends.

    `turns` numbers person and day together, in order. `roles` are those asked about and those that anybody ever held.
    """

    records: Records
    turns: Ints
    roles: Ints

    def stretches(self, person: Ints, day: Ints, count: int) -> tuple[Ints, Ints]:
        """Return the first and the last days of so many stretches back from the day: people × stretches."""
        place = np.searchsorted(self.turns, _numbered(person, day), side="right") - 1
        places = place[:, np.newaxis] - np.arange(count)
        turns = self.turns[np.maximum(places, 0)]
        theirs = (places >= 0) & (turns >= _numbered(person, np.full(len(person), EVER_BEFORE))[:, np.newaxis])
        begins = np.where(theirs, turns - _numbered(person, np.zeros_like(person))[:, np.newaxis], EVER_BEFORE)
        return begins, np.concatenate([day[:, np.newaxis], begins[:, :-1] - 1], axis=1)

    def on(self, person: Ints, day: Ints) -> People:
        """Return each of these people on that day, as many times over as they are named."""
        drawn = self.records.drawn(person)
        return people_on(replace(drawn, skills=on_their_day(drawn.skills, day)), day)


def lives_of(rows: Columns, records: Records, on: int, past: Past) -> Lives:
    """Add to what was read of these rows' people for today what counts on past days alone."""
    employees = np.unique(rows["employee_id"])
    among = Among(int(employees[0]), int(employees[-1]), tuple(employees.tolist()))
    places = place_of(records.ids, employees)
    records = with_all_evidence(records.of(places[places >= 0]), among)
    records = replace(records, skills=read_levels(among, records.ids)).by_person()
    everybody = np.arange(len(records))
    rules = {"person": np.repeat(everybody, len(past.first_days)), "start": np.tile(past.first_days, len(everybody))}
    dated = [(columns["person"], columns[name]) for columns in (*records.dated, records.skills, rules) for name in DATES & columns.keys()]
    turns = np.unique(np.concatenate([_numbered(person[day <= on], day[day <= on]) for person, day in dated]))
    return Lives(records, turns, np.union1d(rows["role_id"], records.positions["role"]))


def _numbered(person: Ints, day: Ints) -> Ints:
    return (person << 32) + day


# --- One day ----------------------------------------------------------------------------------


def _measure(lives: Lives, asked: Columns, past: Past) -> tuple[Ints, Ints]:
    """Return for each person and role the status on the day, and since when, from `begin` on, the clock has said the same."""
    status, steady = np.full(len(asked["day"]), NO_STATUS), asked["begin"].copy()
    era = np.searchsorted(past.first_days, asked["day"], side="right") - 1
    for number in np.unique(era[era >= 0]):
        here = np.flatnonzero(era == number)
        status[here], steady[here] = _measure_by(past.rules(int(number), lives.roles), lives, chosen(asked, here))
    return status, steady


def _measure_by(rules: RuleArrays, lives: Lives, asked: Columns) -> tuple[Ints, Ints]:
    """Do so under these rules."""
    numbers, place = np.unique(_numbered(asked["person"], asked["day"]), return_index=True)
    people = lives.on(asked["person"][place], asked["day"][place])
    target, roles = place_of(rules.roles, asked["role"]), max(1, len(rules.roles))
    wanted = np.searchsorted(numbers, _numbered(asked["person"], asked["day"])) * roles + target
    moves = moves_of(people, rules)
    moves = moves.only(np.isin(moves.person * roles + moves.target, wanted[target >= 0]))
    found = np.where(target >= 0, place_of(moves.person * roles + moves.target, wanted), -1)
    here = np.flatnonzero(found >= 0)
    rows, passes_on = rows_of(people, rules, moves)
    status, steady = np.full(len(found), NO_STATUS), asked["begin"].copy()
    status[here] = rows["status"][found[here]]
    steady[here] = _steady_since(people, moves.only(found[here]), passes_on[found[here]], asked["begin"][here])
    return status, steady


def _steady_since(people: People, moves: Moves, passes_on: Ints, begin: Ints) -> Ints:
    """Return since when, from `begin` on, the time gate of each move has said what it says on the person's day.

    Nothing else begins or ends between. On leave the clock moves along with the calendar, day by day.
    """
    today, wavering = people.on[moves.person], wavers(people, moves)
    by_itself = ~people.on_leave[moves.person] & (begin < passes_on) & (passes_on <= today)
    steady = np.where(by_itself, passes_on, begin)
    for place in np.flatnonzero(wavering).tolist():
        steady[place] = _steady_on_leave(begin[place], today[place], people.clock[moves.person[place]], moves.months[place])
    return steady


def _steady_on_leave(begin: int, today: int, clock: int, months: int) -> int:
    """Return since when the gate says the same over a leave, through which as many days as today have been served."""
    days = np.arange(begin, today + 1)
    passed = first_day_after(days - (today - clock), np.full(len(days), months)) <= days
    other = np.flatnonzero(passed != passed[-1])
    return int(days[other[-1] + 1]) if len(other) else begin
