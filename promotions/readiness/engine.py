"""Readiness of a shard of people for all their targets at once, in whole numbers.

Held levels lie in a dense matrix people × skills. For every (person, target) the levels that the target asks are gathered
from it, cut to what is asked, weighted and added; gates and status are vectors. `arithmetic.explain` does the same for one
person, and tests hold both equal.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from promotions.models.readiness import Gate, Status
from promotions.readiness.arithmetic import BASIS_POINTS
from promotions.readiness.arrays import HIGHEST_COMPLEXITY, NO_MONTHS, PROJECT_COLUMNS, RuleArrays, Slots, Width
from promotions.readiness.people import People, on_their_day
from skills.columns import NEVER, Bools, Columns, Ints, chosen, place_of

NO_SCORE = -1
MATRIX_CELLS = 32_000_000  # bytes of held levels at a time: memory stays flat whatever the number of skills
GATHERED_CELLS = 2_000_000  # (person, target) × slots at a time: what fits the processor's cache best


@dataclass(frozen=True)
class Moves:
    """Every (person, target) that has a row, by person and target; `target` is a place in the rules, `months` its time gate."""

    person: Ints
    target: Ints
    months: Ints

    def __len__(self) -> int:
        return len(self.person)

    def only(self, places: Any) -> "Moves":  # Any: a mask or places, as numpy takes them
        return Moves(self.person[places], self.target[places], self.months[places])


def compute(people: People, rules: RuleArrays) -> tuple[Columns, Ints]:
    """Return the readiness rows, ordered by employee and role, and the day the calendar next turns each person's, `NEVER` if none."""
    moves = moves_of(people, rules)
    rows, passes_on = rows_of(people, rules, moves)
    return rows, next_change(people, moves, passes_on)


def rows_of(people: People, rules: RuleArrays, moves: Moves) -> tuple[Columns, Ints]:
    """Return the row of each move, and the first day on which its time gate passes by itself, `NEVER` when time is not asked."""
    points, met, core_met = sums(people, rules, moves)
    possible, target = rules.possible[moves.target], moves.target
    score = np.where(possible > 0, BASIS_POINTS * points // np.maximum(possible, 1), NO_SCORE)
    time, passes_on = time_gate(people, moves)
    gates = {
        "core": gate(rules.core_total[target] > 0, core_met == rules.core_total[target]),
        "credentials": slots_gate(rules.credential_slots, moves, valid_credentials(people, rules)),
        "time": time,
        "projects": slots_gate(rules.project_slots, moves, finished_projects(people)),
        "performance": gate(rules.minimum_rating[target] > 0, people.rating[moves.person] >= rules.minimum_rating[target]),
    }
    rows: Columns = {
        "employee_id": people.ids[moves.person],
        "role_id": rules.roles[target],
        "score": score.astype(np.int16),
        "met": met.astype(np.int16),
        "total": rules.total[target].astype(np.int16),
        **gates,
        "status": status(score, np.sum([verdict == Gate.FAIL for verdict in gates.values()], axis=0), rules, target),
        "version_id": rules.version[target],
    }
    return rows, passes_on


def moves_of(people: People, rules: RuleArrays) -> Moves:
    """Gather every role a transition away and every aspiration, each once; the present role is no target."""
    present = np.where(people.employed, place_of(rules.roles, people.role), -1)
    source = np.maximum(present, 0)
    out = np.where(present >= 0, rules.offsets[source + 1] - rules.offsets[source], 0) if len(rules.roles) else np.zeros_like(present)
    person = np.repeat(np.arange(len(people)), out)
    transition = np.arange(len(person)) + np.repeat((rules.offsets[source] if len(rules.roles) else 0) - (np.cumsum(out) - out), out)
    wanted, aspired = people.aspirations["person"], place_of(rules.roles, people.aspirations["role"])
    counts = people.employed[wanted] & (aspired >= 0) & (people.role[wanted] != people.aspirations["role"])
    who = np.concatenate([person, wanted[counts]])
    target = np.concatenate([rules.target[transition], aspired[counts]])
    months = np.concatenate([rules.months[transition], np.full(counts.sum(), NO_MONTHS)])
    # A transition comes before an aspiration to the same role, and `unique` keeps the first: the transition's terms apply.
    _, first = np.unique(who * max(1, len(rules.roles)) + target, return_index=True)
    return Moves(who[first], target[first], months[first])


def sums(people: People, rules: RuleArrays, moves: Moves) -> tuple[Ints, Ints, Ints]:
    """Return for each move Σ w·2520·min(held, required)/required, and how many requirements, and core ones, are met."""
    totals = np.zeros((3, len(moves)), dtype=np.int64)
    held = {**people.skills, "skill": place_of(rules.skills, people.skills["skill"])}
    held = chosen(held, held["skill"] >= 0)
    columns = max(1, len(rules.skills))
    step = max(1, MATRIX_CELLS // columns)
    for first in range(0, len(people), step):
        levels = level_matrix(held, first, min(step, len(people) - first), columns)
        here = slice(*np.searchsorted(moves.person, [first, first + step]))
        for number, width in enumerate(rules.widths):
            alike = here.start + np.flatnonzero(rules.width[moves.target[here]] == number)
            for batch in batches(alike, GATHERED_CELLS // width.skill.shape[1]):
                cells = (moves.person[batch] - first) * columns
                totals[:, batch] = gathered(levels, cells, width, rules.row[moves.target[batch]])
    return totals[0], totals[1], totals[2]


def batches(places: Ints, size: int) -> Iterator[Ints]:
    return (places[start : start + max(1, size)] for start in range(0, len(places), max(1, size)))


def gathered(levels: NDArray[np.uint8], cells: Ints, width: Width, row: Ints) -> tuple[Ints, Ints, Ints]:
    """Return the points, and the requirements and core ones met, of moves whose people's levels begin at `cells`."""
    held, required = levels.take(cells[:, np.newaxis] + width.skill[row]), width.level[row]
    reached = held >= required
    counted = np.minimum(held, required)
    points = np.einsum("ij,ij->i", counted, width.coefficient[row], dtype=np.int32, casting="unsafe")
    return points, reached.sum(axis=1), (reached & width.core[row]).sum(axis=1)


def level_matrix(held: Columns, first: int, people: int, columns: int) -> NDArray[np.uint8]:
    """Scatter held levels of people `first`.. into people × columns; absent is 0."""
    levels = np.zeros(people * columns, dtype=np.uint8)
    place = held["person"] - first
    inside = (place >= 0) & (place < people)
    levels[place[inside] * columns + held["skill"][inside]] = held["level"][inside]
    return levels


def gate(asked: Bools, met: Bools) -> NDArray[np.int8]:
    return np.where(asked, np.where(met, Gate.PASS, Gate.FAIL), Gate.NOT_ASKED).astype(np.int8)


def valid_credentials(people: People, rules: RuleArrays) -> NDArray[np.int16]:
    """Return people × credentials asked anywhere: 1 where one is valid on the person's day; the last column suffices always."""
    valid = on_their_day(people.credentials, people.on)
    matrix = np.zeros((len(people), len(rules.credentials) + 1), dtype=np.int16)
    matrix[valid["person"], place_of(rules.credentials, valid["credential"])] = 1  # what is not asked lands in the last column
    matrix[:, -1] = 1
    return matrix


def finished_projects(people: People) -> NDArray[np.int16]:
    """Return people × (complexity at least 1..5, any part; then the same, led): finished projects; the last column suffices always."""
    done = people.projects
    matrix = np.zeros((len(people), PROJECT_COLUMNS + 1), dtype=np.int16)
    for offset, end in ((0, "end"), (HIGHEST_COMPLEXITY, "led_end")):
        counts = done[end] <= people.on[done["person"]]
        for complexity in range(1, HIGHEST_COMPLEXITY + 1):
            np.add.at(matrix[:, offset + complexity - 1], done["person"][counts & (done["complexity"] >= complexity)], 1)
    return matrix


def slots_gate(slots: Slots, moves: Moves, has: NDArray[np.int16]) -> NDArray[np.int8]:
    """Return the gate that passes when the person has as much as needed in the column of every slot."""
    verdict = np.full(len(moves), Gate.NOT_ASKED, dtype=np.int8)
    asked = np.flatnonzero(slots.asked[moves.target])
    target = moves.target[asked]
    enough = has[moves.person[asked][:, np.newaxis], slots.column[target]] >= slots.needed[target]
    verdict[asked] = np.where(enough.all(axis=1), Gate.PASS, Gate.FAIL)
    return verdict


def time_gate(people: People, moves: Moves) -> tuple[NDArray[np.int8], Ints]:
    """Return the gate, and the first day it passes by itself, `NEVER` when not asked."""
    asked = moves.months != NO_MONTHS
    passes_on = np.where(asked, first_day_after(people.clock[moves.person], moves.months), NEVER)
    return gate(asked, passes_on <= people.on[moves.person]), passes_on


def first_day_after(start: Ints, months: Ints) -> Ints:
    """Return `clock.first_day_after` of day numbers."""
    days = start.astype("datetime64[D]")
    month = days.astype("datetime64[M]")
    into = days - month.astype("datetime64[D]")
    due = month + months.astype("timedelta64[M]")
    return np.minimum(due.astype("datetime64[D]") + into, (due + 1).astype("datetime64[D]")).astype(np.int64)


def status(score: Ints, failed: Ints, rules: RuleArrays, target: Ints) -> NDArray[np.int8]:
    """Return each row's status; without a score it is developing, as thresholds are above 0."""
    ready = (score >= rules.ready_from[target]) & (failed == 0)
    near = (score >= rules.near_from[target]) & (failed <= rules.near_failed_gates[target])
    return np.select([ready, near], [Status.READY, Status.NEAR], Status.DEVELOPING).astype(np.int8)


def next_change(people: People, moves: Moves, passes_on: Ints) -> Ints:
    """Return the first day after each person's on which the calendar can turn a row of each person; `NEVER` when none can.

    A day too early costs one needless look; a day too late would lose a turn. On leave the clock moves along with the
    calendar, and as months differ in length a verdict may turn on any day while the time served is about as long as asked.
    """
    first = people.turns_on.copy()
    today = people.on[moves.person]
    np.minimum.at(first, moves.person, np.where(passes_on > today, passes_on, NEVER))
    wavering = wavers(people, moves)
    first[moves.person[wavering]] = today[wavering] + 1
    return first


def wavers(people: People, moves: Moves) -> Bools:
    """Return which time gates may turn on any day of the leave: the clock stands at about as long as is asked."""
    served = people.on[moves.person] - people.clock[moves.person]
    about = (served >= 30 * moves.months - 3) & (served <= 31 * moves.months)
    return people.on_leave[moves.person] & (moves.months != NO_MONTHS) & about
