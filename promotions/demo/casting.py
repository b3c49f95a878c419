"""Finds the people of the told history whom the personas are, and gives them their names and accounts."""

import numpy as np
from django.contrib.auth.hashers import make_password
from numpy.typing import NDArray

from employees import models
from promotions.demo.blueprint import Ints, rules
from promotions.demo.history import MONTH
from promotions.demo.organisation import DIVISIONS, KINDS
from promotions.demo.personas import PASSWORD, Persona, personas
from promotions.demo.skill_profiles import FRESH
from promotions.demo.source import Source
from promotions.demo.told import Told

WAY = 0.86  # how far on the way to the next step the employees among the personas are: close, and not there
TEAM = 8
UNHURRIED = 1.6  # the pace from which somebody is slow to the next step: less of a story
ROLES = {
    "nurse": "staff-nurse",
    "engineer": "senior-engineer",
    "coordinator": "bed-coordinator",
    "electrician": "improver-electrician",
    "consultant": "consultant",
    "partner": "people-partner",
    "auditor": "people-adviser",
    "editor": "people-adviser",
    "administrator": "people-assistant",
}
DUTIES = {"partner": "hr-partner", "auditor": "hr-auditor", "editor": "framework-editor", "administrator": "administrator"}


def cast(told: Told) -> dict[str, int]:
    """Return, for each persona, the index of the person who plays it. No person plays two."""
    ward = _ward(told)
    chosen = {"manager": _head(told, ward), "matron": _head(told, int(told.units.parent[ward]))}
    for persona in personas():
        if persona.key in ROLES:
            chosen[persona.key] = _best(told, persona, ward, set(chosen.values()))
    chosen["newcomer"] = _newest(told, set(chosen.values()))
    chosen["leaver"] = _last_to_leave(told)
    return chosen


def _ward(told: Told) -> int:
    """Return a ward with as near to eight members as there is, the one with the likeliest nurse of the story in it."""
    units, people = told.units, told.people
    wards = np.flatnonzero(units.kind == [kind.code for kind in KINDS].index("ward"))
    fault = 100.0 * np.abs(units.places[wards] - TEAM)
    nurses = np.flatnonzero(people.active & (people.role == rules().index[ROLES["nurse"]])).astype(np.int32)
    unlike = np.abs(_way(told, nurses) - WAY) + 3.0 * (people.sex[nurses] != 0) + 3.0 * (people.pace[nurses] > UNHURRIED)
    nearest = np.array([unlike[people.unit[nurses] == ward].min(initial=50.0) for ward in wards])
    return int(wards[np.argmin(fault + nearest)])


def _head(told: Told, unit: int) -> int:
    return int(told.heads.of(np.array([unit], np.int32), np.zeros(1, np.int32))[0])


def _best(told: Told, persona: Persona, ward: int, taken: set[int]) -> int:
    """Return who suits the persona best: the role, else its family, then the team, the answers on file, the way to the next step."""
    people, role = told.people, rules().index[ROLES[persona.key]]
    family = np.flatnonzero(rules().family[people.role] == rules().family[role])
    pool = [one for one in family.tolist() if people.active[one] and one not in taken] or _anybody(told, taken)
    who = np.array(pool, np.int32)
    fault = 100.0 * (people.role[who] != role) + 30.0 * people.head[who] + 3.0 * (people.sex[who] != persona.sex)
    fault += np.where((persona.key == "nurse") & (people.unit[who] != ward), 20.0, 0.0) + np.where(people.pace[who] > UNHURRIED, 3.0, 0.0)
    fault += 12.0 * np.abs(_way(told, who) - WAY)
    fault += np.where(people.hired[who] > -400, 10.0, 0.0)
    return int(who[np.argmin(fault)])


def _anybody(told: Told, taken: set[int]) -> list[int]:
    return [one for one in np.flatnonzero(told.people.active & ~told.people.head).tolist() if one not in taken]


def _way(told: Told, who: Ints) -> NDArray[np.float64]:
    people = told.people
    way: NDArray[np.float64] = -people.since[who] / (rules().months[people.role[who]] * people.pace[who] * MONTH)
    return way


def _newest(told: Told, taken: set[int]) -> int:
    """Return somebody of the lowest ranks, hired so lately that nobody has assessed them."""
    people, pool = told.people, np.array(_anybody(told, taken), np.int32)
    return int(pool[np.lexsort((rules().rank[people.role[pool]], people.hired[pool] < -FRESH))[0]])


def _last_to_leave(told: Told) -> int:
    people = told.people
    gone = np.flatnonzero(~people.active)
    return int(gone[np.argmax(people.left[gone])])


def load(source: Source) -> None:
    """Give the personas their names, addresses, accounts and duties."""
    # One hash for all: thirteen slow hashes would be most of the loading of a small company.
    encoded = make_password(PASSWORD, salt="demo-company-salt")
    for persona in personas():
        employee = models.Employee.objects.get(pk=source.bases.employee + source.personas[persona.key])
        user = employee.user or models.User(email=persona.email)
        user.email, user.password, user.is_active = persona.email, encoded, persona.key != "leaver"
        user.save()
        employee.user, employee.email = user, persona.email
        employee.first_name, employee.last_name = persona.first_name, persona.last_name
        employee.save(update_fields=["user", "email", "first_name", "last_name"])
        if persona.key in DUTIES:
            models.Grant.objects.create(user=user, duty=DUTIES[persona.key], unit_id=_partner_unit(source, persona))


def _partner_unit(source: Source, persona: Persona) -> int | None:
    if persona.key != "partner":
        return None
    units = source.told.units
    tops = np.flatnonzero((units.parent == 0) & (units.division == list(DIVISIONS).index("hospital")))
    return source.bases.unit + int(tops[0])
