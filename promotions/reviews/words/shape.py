"""What every review is shown as: a sentence, figures, tables and what stands out. Each kind makes one of these."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from promotions.reviews.words.figures import Drawn


@dataclass(frozen=True)
class Figure:
    """`key` names it when two reviews are set beside one another; `value` is the number behind the text."""

    key: str
    label: str
    text: str
    note: str
    value: float | None = None


@dataclass(frozen=True)
class Head:
    label: str
    number: bool = True


@dataclass(frozen=True)
class Line:
    """One row. `marked` says in words why it stands out, empty when it does not; `drawn` is its interval."""

    cells: Sequence[str]
    marked: str = ""
    drawn: Drawn | None = None
    url: str = ""


@dataclass(frozen=True)
class Table:
    """The first column names the row. `drawn_label` heads the drawings, empty when there are none."""

    key: str
    title: str
    note: str
    heads: Sequence[Head]
    lines: Sequence[Line]
    drawn_label: str = ""
    most: int = 25  # rows that the page shows; the file has all

    @property
    def shown(self) -> Sequence[Line]:
        return self.lines[: self.most]

    @property
    def more(self) -> int:
        return max(len(self.lines) - self.most, 0)


@dataclass(frozen=True)
class Signal:
    """Something that stands out: what, how sure, on what figures, and in which unit. `key` is the same in every review that sees it."""

    key: str
    title: str
    uncertainty: str
    facts: Sequence[tuple[str, str]]
    unit: int | None = None


@dataclass(frozen=True)
class Words:
    """`rows` is the number of single cases behind it, which have a page of their own; 0 where there are none."""

    lead: str
    figures: Sequence[Figure]
    tables: Sequence[Table]
    signals: Sequence[Signal]
    method: Sequence[str]
    limits: Sequence[str]
    rows: int = 0
    also: Sequence[tuple[str, str]] = field(default_factory=tuple)  # label and address of pages that say more
