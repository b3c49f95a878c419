"""One two-by-two table of counts: promoted and not, in the group examined and in the one it is compared with."""

from collections.abc import Mapping
from dataclasses import dataclass, fields


@dataclass(frozen=True)
class TwoByTwo:
    """People eligible when the cycle opened, and how many of them were promoted. Python integers: products never overflow."""

    promoted_focal: int
    n_focal: int
    promoted_ref: int
    n_ref: int

    def __post_init__(self) -> None:
        for field in fields(self):
            object.__setattr__(self, field.name, whole(getattr(self, field.name)))  # frozen
        check_counts(self.promoted_focal, self.n_focal, "the group examined")
        check_counts(self.promoted_ref, self.n_ref, "the reference group")

    @property
    def people(self) -> int:
        return self.n_focal + self.n_ref

    @property
    def promoted(self) -> int:
        return self.promoted_focal + self.promoted_ref

    @property
    def behind(self) -> int:
        """Return n1·c − n0·a: N times the shortfall, and positive where the group examined is promoted at a lower rate."""
        return self.n_focal * self.promoted_ref - self.n_ref * self.promoted_focal

    @property
    def expected(self) -> float:
        """Return E = n1·m ÷ N, the promotions of the group examined had rates been equal; 0 without people."""
        return self.n_focal * self.promoted / self.people if self.people else 0.0

    @property
    def variance(self) -> float:
        """Return V = n1·n0·m·(N−m) ÷ (N²·(N−1)), the hypergeometric variance (Mantel and Haenszel 1959); 0 where nothing can vary."""
        total = self.people
        if total <= 1:
            return 0.0
        return self.n_focal * self.n_ref * self.promoted * (total - self.promoted) / (total * total * (total - 1))

    @property
    def swapped(self) -> "TwoByTwo":
        return TwoByTwo(self.promoted_ref, self.n_ref, self.promoted_focal, self.n_focal)

    def moved(self, decisions: int) -> "TwoByTwo":
        """Return the table had that many promotions gone to the group examined instead of the other."""
        return TwoByTwo(self.promoted_focal + decisions, self.n_focal, self.promoted_ref - decisions, self.n_ref)


def whole(count: object) -> int:
    """Return a count as a Python integer, whose products never overflow; numpy's narrow ones would. ValueError for 2.5 people."""
    try:
        number = int(count)  # type: ignore[call-overload] # whatever int refuses is refused below
    except (TypeError, ValueError, OverflowError):
        number = None
    if number is None or number != count:
        raise ValueError(f"{count!r} is no count of people: give a whole number.")
    return number


def check_counts(promoted: int, people: int, who: str) -> None:
    if not 0 <= promoted <= people:
        raise ValueError(f"Of {people} people in {who}, {promoted} cannot have been promoted: give counts with 0 ≤ promoted ≤ people.")


def rate(promoted: int, people: int) -> float | None:
    """Return the selection rate, None for nobody."""
    return promoted / people if people else None


def group_counts(counts: Mapping[str, int] | tuple[int, int] | list[int]) -> tuple[int, int]:
    """Return (promoted, people) of a group given as that pair or as {"promoted": …, "n": …}."""
    promoted, people = (counts["promoted"], counts["n"]) if isinstance(counts, Mapping) else counts
    return whole(promoted), whole(people)
