"""The units of the demo company: a tree of teams, departments, areas and divisions, sized to its people."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from promotions.demo.blueprint import Ints, roles, rules

TEAM = 9  # people in a team, its head among them
SPAN = 8  # units under one unit
SMALLEST = 40  # people; below that the six businesses cannot all exist


@dataclass(frozen=True)
class Kind:
    """A kind of team: where it belongs, who works in it, who leads it and the department above."""

    code: str
    division: str
    share: float
    families: dict[str, float]
    head: str
    department_head: str
    names: tuple[str, ...]
    department: str
    leavers: float  # share of the people who leave in a year


DIVISIONS = {
    "hospital": "Northfield Hospital",
    "software": "Brightwater Software",
    "retail": "Harbour & Home",
    "consulting": "Meridian Advisory",
    "trades": "Ironbridge Trades Academy",
    "services": "Group Services",
}
TREES = (
    "Alder",
    "Beech",
    "Cedar",
    "Elm",
    "Fir",
    "Hazel",
    "Juniper",
    "Larch",
    "Maple",
    "Oak",
    "Pine",
    "Rowan",
    "Sycamore",
    "Willow",
    "Yew",
    "Aspen",
)
BIRDS = (
    "Avocet",
    "Bittern",
    "Curlew",
    "Dunlin",
    "Egret",
    "Fulmar",
    "Goldcrest",
    "Heron",
    "Jackdaw",
    "Kestrel",
    "Lapwing",
    "Merlin",
    "Osprey",
    "Plover",
    "Swift",
    "Wren",
)
TOWNS = (
    "Ashford Green",
    "Brackley Cross",
    "Coldwater",
    "Dunmere",
    "Eastgate",
    "Fallow Hill",
    "Greyport",
    "Highmoor",
    "Kingsferry",
    "Larkfield",
    "Millbrook",
    "Oldcastle",
    "Pennant",
    "Quayside",
    "Riverton",
    "Saltmarsh",
)
SECTORS = ("Energy", "Health", "Housing", "Logistics", "Public Sector", "Rail", "Retail", "Water")
NUMBERED = ("",)

KINDS = (
    Kind("ward", "hospital", 0.235, {"nursing": 1}, "ward-manager", "matron", tuple(f"{tree} Ward" for tree in TREES), "Nursing", 0.095),
    Kind(
        "therapy",
        "hospital",
        0.045,
        {"physiotherapy": 1},
        "therapy-lead",
        "head-of-therapies",
        tuple(f"{tree} Therapy" for tree in TREES),
        "Therapies",
        0.08,
    ),
    Kind(
        "operations",
        "hospital",
        0.09,
        {"patient-administration": 0.34, "patient-flow": 0.30, "facilities": 0.36},
        "site-operations-manager",
        "head-of-hospital-operations",
        tuple(f"{tree} House Operations" for tree in TREES),
        "Hospital Operations",
        0.09,
    ),
    Kind(
        "development",
        "software",
        0.185,
        {"software-engineering": 0.88, "product": 0.12},
        "engineering-manager",
        "head-of-engineering",
        tuple(f"{bird} Team" for bird in BIRDS),
        "Engineering",
        0.10,
    ),
    Kind(
        "data",
        "software",
        0.04,
        {"data-science": 1},
        "data-science-manager",
        "head-of-data-science",
        tuple(f"{bird} Data" for bird in BIRDS),
        "Data",
        0.10,
    ),
    Kind("store", "retail", 0.21, {"store": 1}, "store-manager", "area-manager", TOWNS, "Stores", 0.145),
    Kind(
        "practice",
        "consulting",
        0.105,
        {"consulting": 1},
        "associate-partner",
        "partner",
        tuple(f"{sector} Practice" for sector in SECTORS),
        "Practices",
        0.12,
    ),
    Kind(
        "electrical",
        "trades",
        0.035,
        {"electrical": 1},
        "workshop-manager",
        "head-of-trades",
        tuple(f"{town} Electrical Workshop" for town in TOWNS),
        "Workshops",
        0.06,
    ),
    Kind(
        "plumbing",
        "trades",
        0.028,
        {"plumbing": 1},
        "workshop-manager",
        "head-of-trades",
        tuple(f"{town} Plumbing Workshop" for town in TOWNS),
        "Workshops",
        0.06,
    ),
    Kind("people", "services", 0.027, {"people-services": 1}, "people-manager", "head-of-people", ("People Team",), "People", 0.07),
)


@dataclass
class Units:
    """Units by index, parents before children. `kind` is -1 above the teams; `places` counts seats below the head."""

    name: list[str]
    code: list[str]
    parent: Ints
    layer: Ints
    kind: Ints
    division: Ints
    head_role: Ints
    places: Ints


@dataclass
class _Node:
    name: str
    layer: int
    kind: int
    division: int
    head_role: str
    children: list["_Node"]


def build(employees: int, random: np.random.Generator) -> Units:
    """Return the units of a company of exactly that many people, one head each.

    Raises:
        ValueError: fewer than `SMALLEST` people.

    """
    if employees < SMALLEST:
        raise ValueError(f"The demo company needs at least {SMALLEST} people; {employees} were asked for.")
    divisions = [_division(number, employees) for number in range(len(DIVISIONS))]
    layer = 1 + max(division.layer for division in divisions)
    units = _flatten(_Node("Pathways Group", layer, -1, -1, "chief-executive", divisions))
    units.places = _places(units, employees, random)
    return units


def _division(number: int, employees: int) -> _Node:
    code, name = list(DIVISIONS.items())[number]
    departments = [node for kind in range(len(KINDS)) if KINDS[kind].division == code for node in _departments(kind, number, employees)]
    top = _grouped(departments, number)
    return _Node(name, 1 + max(node.layer for node in top), -1, number, "divisional-director", top)


def _departments(kind: int, division: int, employees: int) -> list[_Node]:
    """Return the departments of one kind of team, or its only team."""
    text = KINDS[kind]
    count = max(1, round(text.share * employees / TEAM * 0.97))
    teams = [_Node(_name(text.names, number), 0, kind, division, text.head, []) for number in range(count)]
    if count == 1:
        return teams
    groups = [teams[start : start + SPAN] for start in range(0, count, SPAN)]
    names = [f"{text.department} {number + 1}" if len(groups) > 1 else text.department for number in range(len(groups))]
    return [_Node(name, 1, -1, division, text.department_head, group) for name, group in zip(names, groups, strict=True)]


def _grouped(nodes: list[_Node], division: int) -> list[_Node]:
    """Put areas above the departments until a director can lead what is left."""
    while len(nodes) > SPAN:
        groups = [nodes[start : start + SPAN] for start in range(0, len(nodes), SPAN)]
        layer = 1 + max(node.layer for node in nodes)
        nodes = [
            _Node(f"Area {layer - 1}.{number + 1}", layer, -1, division, "area-director", group) for number, group in enumerate(groups)
        ]
    return nodes


def _name(names: tuple[str, ...], number: int) -> str:
    again, place = divmod(number, len(names))
    return names[place] if not again else f"{names[place]} {again + 1}"


def _flatten(root: _Node) -> Units:
    index = rules().index
    ordered: list[_Node] = [root]
    parents = [-1]
    for place, node in enumerate(ordered):  # grows while walked: breadth first, parents before children
        ordered.extend(node.children)
        parents.extend([place] * len(node.children))
    labels = [KINDS[node.kind].code if node.kind >= 0 else f"layer{node.layer}" for node in ordered]
    return Units(
        name=[node.name for node in ordered],
        code=[f"{label}-{number:04}" for number, label in enumerate(labels)],
        parent=np.array(parents, np.int32),
        layer=np.array([node.layer for node in ordered], np.int32),
        kind=np.array([node.kind for node in ordered], np.int32),
        division=np.array([node.division for node in ordered], np.int32),
        head_role=np.array([index[node.head_role] for node in ordered], np.int32),
        places=np.zeros(len(ordered), np.int32),
    )


def _places(units: Units, employees: int, random: np.random.Generator) -> Ints:
    """Share the people who head nothing among the teams: kinds by their share, teams of a kind unevenly."""
    teams = np.flatnonzero(units.kind >= 0)
    share = np.array([kind.share for kind in KINDS])[units.kind[teams]]
    weight = share / np.bincount(units.kind[teams], minlength=len(KINDS))[units.kind[teams]]
    weight *= np.clip(random.lognormal(0, 0.28, len(teams)), 0.5, 1.9)
    members = employees - len(units.parent)
    places = np.zeros(len(units.parent), np.int32)
    places[teams] = 2
    spare = members - 2 * len(teams)
    exact = weight / weight.sum() * spare
    places[teams] += np.floor(exact).astype(np.int32)
    most_owed = np.argsort(np.floor(exact) - exact, kind="stable")[: members - int(places.sum())]
    places[teams[most_owed]] += 1
    return places


def mix() -> NDArray[np.float64]:
    """Return kind × role: the share of each role among a kind's people who head nothing."""
    texts = roles()
    shares = np.zeros((len(KINDS), len(texts)))
    family_of = np.array([role.family for role in texts])
    of_family = np.array([role.share for role in texts], np.float64)
    for row, kind in zip(shares, KINDS, strict=True):
        for family, share in kind.families.items():
            here = family_of == family
            row[here] = share * of_family[here] / of_family[here].sum()
    return shares
