"""An attempt to work out hidden figures of mobility from all that an HR auditor or partner is shown, by linear programming.

Gathered are all answers of the API over units, families, levels and windows; the page and its files show the same texts, which is held
beside them. Unknown is how many people each unit has of each family and level.
"""

import csv
import io
import re
from collections import Counter
from itertools import product
from urllib.parse import urlencode

import numpy as np
import pytest
from django.urls import reverse
from scipy.optimize import linprog

from promotions import metrics
from promotions.metrics.measures import UNTOLD
from tests.asking import asker
from tests.factories.employees import GrantFactory, UnitFactory, UserFactory
from tests.promotions.metrics.company import LATERAL, day, finished_run, hospital, person

pytestmark = pytest.mark.django_db

ON = day("2026-03-31")
WINDOWS = (("2026-03", "2026-03"), ("2026-02", "2026-02"))  # longer ones are their sums
THRESHOLD = 10
NUMBERS = re.compile(r"average headcount ([\d,.]+)")


@pytest.fixture(params=[1, 2])
def company(request):
    """Three wards below a hospital and a store beside it; roles of very different sizes, some of few; people change wards in March."""
    rng = np.random.default_rng(request.param)
    it = hospital()
    it.ward_c = UnitFactory(code="ward-c", name="Ward C", parent=it.top)
    it.store = UnitFactory(code="store", name="Store")
    it.units = [it.top, it.ward_a, it.ward_b, it.ward_c, it.store]
    it.roles = [it.nurse, it.senior, it.clerk]
    it.counts = {month: Counter() for month in ("2026-02", "2026-03")}
    for unit, sizes in zip(it.units, ((2, 0, 1), (14, 12, 3), (11, 4, 12), (13, 2, 0), (0, 0, 22)), strict=True):
        for role, size in zip(it.roles, sizes, strict=True):
            for nth in range(size):
                moves = nth == 0 and unit in it.units[1:4] and size > 2
                to = it.units[1 + int(rng.integers(3))]
                later = [("2026-03-01", role, to, LATERAL)] if moves and to != unit else []
                person(("2024-01-01", role, unit, "hire"), *later)
                it.counts["2026-02"][unit.code, role.pk] += 1
                it.counts["2026-03"][to.code if later else unit.code, role.pk] += 1
    finished_run(ON)
    metrics.refresh(ON)
    return it


def reader(duty, unit=None):
    user = UserFactory()
    GrantFactory(user=user, duty=duty, unit=unit)
    return user


class Attack:
    """Equations in how many people each unit has of each role, in a month."""

    def __init__(self, it):
        self.it = it
        self.places = [(unit.code, role.pk) for unit in it.units for role in it.roles]
        self.family = {it.nurse.pk: "nursing", it.senior.pk: "nursing", it.clerk.pk: "administration"}
        self.level = {it.nurse.pk: str(it.level_1.pk), it.senior.pk: str(it.level_2.pk), it.clerk.pk: str(it.level_1.pk)}
        self.known = {month: [] for month in it.counts}

    def mask(self, unit, family, level, *, own=False):
        below = {None: {one.code for one in self.it.units}, "hospital": {"hospital", "ward-a", "ward-b", "ward-c"}}
        units = {unit} if own else below.get(unit, {unit})
        return np.array(
            [float(code in units and family in ("", self.family[role]) and level in ("", self.level[role])) for code, role in self.places]
        )

    def gather(self, asked):
        units = [None, *(unit.code for unit in self.it.units)]
        levels = ["", str(self.it.level_1.pk), str(self.it.level_2.pk)]
        for (first, last), unit, family, level in product(WINDOWS, units, ("", "nursing", "administration"), levels):
            query = {"from": first, "to": last, "unit": unit or "", "family": family, "level": level}
            for by in ("unit",) if family or level else ("unit", "family", "level"):
                answer = asked.get(f"mobility/?{urlencode(query | {'by': by})}")
                if answer.status_code == 404:
                    continue
                self.learn(answer.json(), unit, family, level, by, (first, last))

    def learn(self, told, unit, family, level, by, window):
        if told["unit"] is None and unit is None:
            unit = None
        elif unit is None:
            unit = told["unit"]["code"]
        measures = {card["key"]: card for card in told["measures"]}
        found = NUMBERS.search(measures["retention"]["figure"]["basis"])
        if found:
            self.know(self.mask(unit, family, level), found[1], window)
        for row in told["rows"]:
            if row["headcount"] not in ("hidden", "under 10"):
                self.know(self.row(row, told["rows"], unit, family, level, by), row["headcount"], window)

    def row(self, row, rows, unit, family, level, by):
        if row["label"].startswith("Other "):
            named = sum(self.row(other, rows, unit, family, level, by) for other in rows if other["code"])
            return self.mask(unit, family, level) - named
        if by == "unit":
            return self.mask(row["code"] or unit, family, level, own=not row["code"])
        return self.mask(unit, row["code"] if by == "family" else family, row["code"] if by == "level" else level)

    def know(self, mask, text, window):
        self.known[window[0]].append((mask, float(text.replace(",", ""))))

    def check(self):
        for month, known in self.known.items():
            counts = np.array([self.it.counts[month][place] for place in self.places], dtype=float)
            rows, sums = np.array([mask for mask, _ in known]), np.array([total for _, total in known])
            assert np.allclose(rows @ counts, sums), "what is shown contradicts what is there"
            units = [(None, False), *((unit.code, own) for unit in self.it.units for own in (False, True))]
            levels = ["", str(self.it.level_1.pk), str(self.it.level_2.pk)]
            hidden = 0
            for (unit, own), family, level in product(units, ("", "nursing", "administration"), levels):
                mask = self.mask(unit, family, level, own=own)
                if 0 < mask @ counts < THRESHOLD:
                    hidden += 1
                    assert self.width(mask, rows, sums) >= THRESHOLD - 1e-6, (month, unit, own, family, level)
                    independent = np.linalg.matrix_rank(np.vstack([rows, mask])) > np.linalg.matrix_rank(rows)
                    assert independent, "counts of what happened there could be added up from what is shown"
            assert hidden > 5

    @staticmethod
    def width(mask, rows, sums):
        ends = [linprog(sign * mask, A_eq=rows, b_eq=sums, bounds=(0, None)) for sign in (1, -1)]
        if any(end.status == 3 for end in ends):
            return np.inf
        return -ends[1].fun - ends[0].fun


def test_an_auditor_cannot_work_out_what_is_hidden(company):
    attack = Attack(company)
    attack.gather(asker(reader("hr-auditor")))
    assert all(len(known) > 10 for known in attack.known.values()), "there is something to work with"
    attack.check()


def test_nor_can_partners_of_parts_with_all_that_each_of_them_reads(company):
    attack = Attack(company)
    for unit in (company.top, company.ward_b, company.store):
        attack.gather(asker(reader("hr-partner", unit)))
    attack.check()


def test_shown_beside_the_naive_rule_this_one_is_needed(company):
    """Telling of everything with ten people or more gives few people away: the attack finds it."""
    attack = Attack(company)
    for month, counts in company.counts.items():
        everything = np.array([counts[place] for place in attack.places], dtype=float)
        for unit, family in product([None, *(unit.code for unit in company.units)], ("", "nursing", "administration")):
            mask = attack.mask(unit, family, "")
            if mask @ everything >= THRESHOLD:
                attack.know(mask, str(mask @ everything), (month, month))
    with pytest.raises(AssertionError):
        attack.check()


def test_page_and_files_hide_where_the_answers_of_the_api_do(client, company):
    user = reader("hr-auditor")
    client.force_login(user)
    for query in ({"by": "family", "unit": "ward-a"}, {"by": "level"}, {"unit": "hospital", "from": "2026-03", "to": "2026-03"}):
        told = asker(user).json(f"mobility/?{urlencode(query)}")
        table = list(csv.reader(io.StringIO(client.get(reverse("hr-mobility-table"), query).getvalue().decode())))
        assert [row[1] for row in table[1:]] == [row["headcount"] for row in (*told["rows"], told["total"])]
        trend = list(csv.reader(io.StringIO(client.get(reverse("hr-mobility-trend"), query).getvalue().decode())))
        place = trend[0].index("Retention")
        (card,) = [card for card in told["measures"] if card["key"] == "retention"]
        assert [row[place] == "hidden" for row in trend[:0:-1]] == [point["missing"] == UNTOLD for point in card["trend"]]
