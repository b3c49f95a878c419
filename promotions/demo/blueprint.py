"""The written rules of the demo company, read from `data/`: families, roles, what they ask, and the moves between them."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.integer[Any]]  # Any: whatever width; counts and indices of every kind
DATA = Path(__file__).parent / "data"
FAMILY_FILES = ("families-hospital.toml", "families-software.toml", "families-trade.toml")
GROUPS = {
    "hospital": "Hospital",
    "hospital-operations": "Hospital operations",
    "software": "Software house",
    "retail": "Retail",
    "consulting": "Consulting",
    "trades": "Trades academy",
    "services": "Group services",
    "leadership": "Leadership",
}
FIRST_MOVES = 2  # a role has at most two promotions that need no seat at the head of a unit


@dataclass(frozen=True)
class Asked:
    """One line of a role's requirements."""

    skill: str
    level: int
    weight: int
    core: bool


@dataclass(frozen=True)
class RoleText:
    code: str
    name: str
    family: str
    track: str
    rank: int
    months: int | None
    share: int
    head: bool
    minimum: int | None
    pay: tuple[int, int] | None
    critical: bool
    credentials: tuple[str, ...]
    projects: tuple[tuple[int, int, bool], ...]  # count, complexity, as lead
    summary: str
    asks: tuple[Asked, ...]


@dataclass(frozen=True)
class TrackText:
    code: str
    name: str
    kind: str


@dataclass(frozen=True)
class FamilyText:
    code: str
    name: str
    group: str
    shape: str
    description: str
    tracks: tuple[TrackText, ...]
    roles: tuple[RoleText, ...]


@dataclass(frozen=True)
class Move:
    source: str
    target: str
    kind: str
    months: int | None


def read(name: str) -> dict[str, Any]:  # Any: whatever TOML holds; the dataclasses give it types
    return tomllib.loads((DATA / name).read_text(encoding="utf-8"))


@cache
def families() -> tuple[FamilyText, ...]:
    return tuple(_family(raw) for name in FAMILY_FILES for raw in read(name)["family"])


@cache
def roles() -> tuple[RoleText, ...]:
    return tuple(role for family in families() for role in family.roles)


def _family(raw: dict[str, Any]) -> FamilyText:  # Any: as in `read`
    tracks = tuple(TrackText(**track) for track in raw["tracks"])
    asks = _asks(raw["requirements"], len(raw["roles"]))
    family_roles = tuple(_role(role, raw["code"], tracks[0].code, column) for role, column in zip(raw["roles"], asks, strict=True))
    return FamilyText(raw["code"], raw["name"], raw["group"], raw["shape"], raw["description"], tracks, family_roles)


def _asks(table: str, columns: int) -> list[tuple[Asked, ...]]:
    asked: list[list[Asked]] = [[] for _ in range(columns)]
    for line in table.strip().splitlines():
        skill, weight, *cells = line.split()
        for column, cell in zip(asked, cells, strict=True):
            if cell != ".":
                column.append(Asked(skill, int(cell.rstrip("*")), int(weight), cell.endswith("*")))
    return [tuple(column) for column in asked]


def _role(raw: dict[str, Any], family: str, track: str, asks: tuple[Asked, ...]) -> RoleText:  # Any: as in `read`
    pay = raw.get("pay")
    return RoleText(
        code=raw["code"],
        name=raw["name"],
        family=family,
        track=raw.get("track", track),
        rank=raw["rank"],
        months=raw.get("months"),
        share=raw.get("share", 0),
        head=raw.get("head", False),
        minimum=raw.get("minimum"),
        pay=(pay[0], pay[1]) if pay else None,
        critical=raw.get("critical", False),
        credentials=tuple(raw.get("credentials", ())),
        projects=tuple(_project(text) for text in raw.get("projects", ())),
        summary=raw["summary"],
        asks=asks,
    )


def _project(text: str) -> tuple[int, int, bool]:
    count, _, complexity, part = text.split()
    return int(count), int(complexity), part == "lead"


# --- Moves --------------------------------------------------------------------------------------


@cache
def moves() -> tuple[Move, ...]:
    """Return every move the rules know of, each pair once."""
    found: dict[tuple[str, str], Move] = {}
    written = read("moves.toml")
    for family in families():
        for move in [*_up(family), *_across(family)]:
            found.setdefault((move.source, move.target), move)
    for move in [*_lattice(), *(_written(line) for line in written["between_families"]), *map(_down, written["steps_down"])]:
        found.setdefault((move.source, move.target), move)
    return tuple(found.values())


def _up(family: FamilyText) -> list[Move]:
    """Return the promotions inside a family: the next rank of the same track, and the fork into another track."""
    found = []
    for role in family.roles:
        for track in family.tracks:
            above = [other for other in family.roles if other.track == track.code and other.rank > role.rank]
            first_of_track = min((other.rank for other in family.roles if other.track == track.code), default=0)
            target = min(above, key=lambda other: other.rank, default=None)
            if target and (track.code == role.track or (target.rank == first_of_track and _highest_below(family, role, target))):
                found.append(Move(role.code, target.code, "promotion", target.minimum))
    return found


def _highest_below(family: FamilyText, role: RoleText, target: RoleText) -> bool:
    return role.rank == max(other.rank for other in family.roles if other.track == role.track and other.rank < target.rank)


def _across(family: FamilyText) -> list[Move]:
    pairs = [(a, b) for a in family.roles for b in family.roles if a.track != b.track and a.rank == b.rank]
    return [Move(a.code, b.code, "crossing", None) for a, b in pairs]


def _lattice() -> list[Move]:
    """Return the moves between the families of one lattice: level, one up, one down."""
    kinds = {0: "lateral", 1: "diagonal", -1: "step-down"}
    placed = [role for family in families() if family.shape == "lattice" for role in family.roles if role.rank <= 5]
    pairs = [(a, b) for a in placed for b in placed if a is not b and (b.rank - a.rank) in kinds]
    return [Move(a.code, b.code, kinds[b.rank - a.rank], b.minimum if b.rank > a.rank else None) for a, b in pairs]


def _written(line: str) -> Move:
    way, _, terms = line.partition(":")
    source, _, target = way.partition(">")
    kind, _, months = terms.partition(",")
    return Move(source.strip(), target.strip(), kind.strip(), int(months) if months else None)


def _down(line: str) -> Move:
    return _written(f"{line} : step-down")


# --- The same as arrays, for the history ----------------------------------------------------------


@dataclass(frozen=True)
class Rules:
    """Roles by index, in the order of `roles()`."""

    index: dict[str, int]
    rank: Ints
    months: Ints
    head: NDArray[np.bool_]
    family: Ints
    next: Ints  # role × FIRST_MOVES: promotions that need no unit to head; -1 where there is none
    below: Ints  # a role that is promoted into this one inside its family; -1 at the entry
    feeders: dict[int, Ints]  # head role -> the roles promoted into it


@cache
def rules() -> Rules:
    texts = roles()
    index = {role.code: number for number, role in enumerate(texts)}
    family_index = {family.code: number for number, family in enumerate(families())}
    following = np.full((len(texts), FIRST_MOVES), -1, np.int32)
    below = np.full(len(texts), -1, np.int32)
    feeders: dict[int, list[int]] = {}
    for move in moves():
        source, target = index[move.source], index[move.target]
        if texts[target].head and texts[target].rank > texts[source].rank:
            feeders.setdefault(target, []).append(source)
        if move.kind == "promotion" and texts[source].family == texts[target].family:
            below[target] = source
            _first_free(following[source], target, seat=texts[target].head)
    return Rules(
        index=index,
        rank=np.array([role.rank for role in texts], np.int32),
        months=np.array([role.months or 120 for role in texts], np.int32),
        head=np.array([role.head for role in texts]),
        family=np.array([family_index[role.family] for role in texts], np.int32),
        next=following,
        below=below,
        feeders={role: np.array(sources, np.int32) for role, sources in feeders.items()},
    )


def _first_free(row: Ints, target: int, *, seat: bool) -> None:
    if not seat:
        row[np.flatnonzero(row < 0)[0]] = target
