"""Finding seniority where a framework lists the titles of a family in no order.

Two kinds of evidence are used. The **words** of a title (Junior, Senior, Head of …) are compared only within
one occupation: a senior analyst need not outrank a manager. The **skills** asked of a title decide where
words are silent, and are compared with the words where both speak.

Ranks are common to all families, so that a senior developer and a senior designer stand level.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from statistics import median


class Rank(IntEnum):
    APPRENTICE = 1
    ASSOCIATE = 2
    JUNIOR = 3
    MID = 4
    SENIOR = 5
    LEAD = 6
    PRINCIPAL = 7
    CHIEF = 8


# Associate stands below Junior because every family that has both asks less of the associate. Head of stands
# level with Principal: where a family has both, they ask the same skills at levels whose sums differ by one.
WORDS = {
    "apprentice": Rank.APPRENTICE,
    "trainee": Rank.APPRENTICE,
    "associate": Rank.ASSOCIATE,
    "junior": Rank.JUNIOR,
    "senior": Rank.SENIOR,
    "lead": Rank.LEAD,
    "principal": Rank.PRINCIPAL,
    "head": Rank.PRINCIPAL,
    "chief": Rank.CHIEF,
}
RANK_NAMES = {
    Rank.APPRENTICE: "Apprentice or trainee",
    Rank.ASSOCIATE: "Associate",
    Rank.JUNIOR: "Junior",
    Rank.MID: "Mid-level",
    Rank.SENIOR: "Senior",
    Rank.LEAD: "Lead",
    Rank.PRINCIPAL: "Principal or head",
    Rank.CHIEF: "Chief",
}
FamilyName = tuple[str, str]  # group, family
MANAGEMENT = re.compile(r"\s+[-–—]\s*management$", re.IGNORECASE)
WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Title:
    """A role level of a family, with the levels of the skills asked of it."""

    name: str
    skill_levels: tuple[int, ...]

    @property
    def total(self) -> int:
        return sum(self.skill_levels)

    @property
    def mean(self) -> float:
        return self.total / len(self.skill_levels)

    @property
    def words(self) -> tuple[str, ...]:
        return tuple(word.lower() for word in WORD.findall(MANAGEMENT.sub("", self.name)))

    @property
    def qualifier(self) -> str:
        """The word of seniority in the title: the first, or the last as in "Data ethics lead"."""
        return next((word for word in (self.words[0], self.words[-1]) if word in WORDS), "")

    @property
    def noun(self) -> str:
        """What the title calls the person, such as "analyst"; nothing for "Head of …" and "… lead"."""
        if self.words[0] == "head" or self.words[-1] in WORDS:
            return ""
        return self.words[-1]

    @property
    def says_management(self) -> bool:
        return MANAGEMENT.search(self.name) is not None

    @property
    def says_head(self) -> bool:
        return self.words[0] == "head"


@dataclass(frozen=True, slots=True)
class Place:
    rank: int
    management: bool
    by_words: bool


def place(families: Mapping[FamilyName, Sequence[Title]]) -> dict[FamilyName, dict[str, Place]]:
    """Return (group, family) → title → place. All families at once: the skills typical of a rank are learnt from all of them."""
    worded = {family: _ranks_by_words(family[1], titles) for family, titles in families.items()}
    typical = _typical_means(families, worded)
    return {family: _placed(titles, worded[family], typical) for family, titles in families.items()}


def contradictions(titles: Iterable[Title], places: Mapping[str, Place]) -> list[tuple[str, str]]:
    """Return pairs (higher, lower) on one track that the words order one way and the sums of skill levels the other way."""
    rows = [(title, places[title.name]) for title in titles]
    return [
        (high.name, low.name)
        for high, above in rows
        for low, below in rows
        if above.management == below.management and above.rank > below.rank and high.total < low.total
    ]


def _ranks_by_words(family: str, titles: Sequence[Title]) -> dict[str, int]:
    """Return the rank of each title whose words give it one."""
    own_noun = _family_words(family)[-1]
    own = [title for title in titles if title.noun in ("", own_noun)]
    ranks: dict[str, int] = {title.name: WORDS[title.qualifier] for title in own if title.qualifier}
    plain = [title for title in own if not title.qualifier]
    if plain and len(titles) > 1:  # a title without a word says where it stands only beside others
        ranks[min(plain, key=lambda title: (title.words != _family_words(family), title.total)).name] = Rank.MID
    return ranks


def _family_words(family: str) -> tuple[str, ...]:
    return tuple(word.lower() for word in WORD.findall(re.sub(r"\(.*?\)", "", family))) or ("",)


def _typical_means(families: Mapping[FamilyName, Sequence[Title]], worded: Mapping[FamilyName, Mapping[str, int]]) -> dict[int, float]:
    """Return rank → the median, over all titles that words place there, of the mean level they ask of a skill."""
    means: dict[int, list[float]] = defaultdict(list)
    for family, titles in families.items():
        for title in titles:
            if title.name in worded[family]:
                means[worded[family][title.name]].append(title.mean)
    return {rank: median(values) for rank, values in sorted(means.items())}


def _placed(titles: Sequence[Title], worded: Mapping[str, int], typical: Mapping[int, float]) -> dict[str, Place]:
    ranks = dict(worded)
    silent = sorted((title for title in titles if title.name not in worded), key=lambda title: (-title.total, title.name))
    for title in silent:
        ranks[title.name] = _rank_by_skills(title, titles, worded, ranks, typical)
    # "Head of" is the management line only where the specialist line reaches as high beside it (a principal);
    # elsewhere it is the one top of the one ladder, which its description often calls an expert practitioner.
    forks = any(ranks[title.name] >= Rank.PRINCIPAL and not title.says_head for title in titles)
    return {
        title.name: Place(ranks[title.name], title.says_management or (title.says_head and forks), title.name in worded) for title in titles
    }


def _rank_by_skills(
    title: Title, siblings: Sequence[Title], worded: Mapping[str, int], ranks: Mapping[str, int], typical: Mapping[int, float]
) -> int:
    """Return the rank whose typical skills are nearest, kept above the siblings that ask less and below those that ask more."""
    # Apprentice and chief are positions that only a title can give: skills alone make nobody either.
    candidates = {rank: mean for rank, mean in typical.items() if Rank.APPRENTICE < rank < Rank.CHIEF} or {Rank.MID: 0.0}
    nearest = min(candidates, key=lambda rank: abs(candidates[rank] - title.mean))
    below = [worded[other.name] for other in siblings if other.name in worded and other.total < title.total]
    above = [worded[other.name] for other in siblings if other.name in worded and other.total > title.total]
    above += [ranks[other.name] for other in siblings if other.name in ranks and other.name not in worded and _outranks(other, title)]
    return max(min(max(nearest, max(below, default=0) + 1), min(above, default=Rank.CHIEF + 1) - 1), Rank.APPRENTICE)


def _outranks(other: Title, title: Title) -> bool:
    """Return whether the words put `other` above `title`, both of one occupation."""
    return other.noun == title.noun and WORDS.get(other.qualifier, Rank.MID) > WORDS.get(title.qualifier, Rank.MID)
