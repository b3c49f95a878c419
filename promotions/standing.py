"""How a readiness row is said to people: a word, a shape, a percentage, and each gate in words."""

from dataclasses import dataclass

from promotions.models import Readiness
from promotions.models.readiness import GATES, Gate, Status

GATE_WORDS = {
    "core": ("Core skills", "every core requirement is met", "a core requirement is not met yet", "this role marks no requirement as core"),
    "credentials": ("Credentials", "all are held and valid", "one is missing or has lapsed", "this role asks for none"),
    "time": ("Time in role", "long enough", "not long enough yet", "policy sets no minimum for this move"),
    "projects": ("Projects", "enough are finished", "not enough are finished yet", "this role asks for none"),
    "performance": ("Performance", "the rating is high enough", "the rating is missing or too low", "policy asks for no rating"),
}
STATUS_LOOKS = {
    Status.READY: ("ready", "ready", "good"),
    Status.NEAR: ("near", "near", "caution"),
    Status.DEVELOPING: ("developing", "developing", ""),
}
VERDICT_LOOKS = {
    Gate.PASS: ("pass", "pass", "good"),
    Gate.FAIL: ("fail", "fail", "bad"),
    Gate.NOT_ASKED: ("not asked", "none", ""),
}


@dataclass(frozen=True)
class Standing:
    """`percent` is None when there is no score; `icon` names a shape and `kind` a colour, so that neither stands alone."""

    word: str
    icon: str
    kind: str
    percent: int | None = None

    @property
    def words(self) -> str:
        return self.word if self.percent is None else f"{self.word} · {self.percent} %"


@dataclass(frozen=True)
class GateStanding:
    name: str
    verdict: str
    icon: str
    kind: str
    sentence: str


NOT_COMPUTED = Standing("computed tonight", "unknown", "")
NO_REQUIREMENTS = Standing("no requirements written", "unknown", "")


def standing_of(status: int, score: int | None) -> Standing:
    """Return how a status and a score in basis points are said. Without a score no status is claimed."""
    if score is None:
        return NO_REQUIREMENTS
    word, icon, kind = STATUS_LOOKS[Status(status)]
    return Standing(word, icon, kind, score // 100)


def gates_of(row: Readiness) -> list[GateStanding]:
    return [gate_standing(name, Gate(getattr(row, name))) for name in GATES]


def gate_standing(name: str, verdict: Gate, sentence: str = "") -> GateStanding:
    """Return a gate in words; `sentence` replaces the general one where the exact inputs are known."""
    title, passed, failed, not_asked = GATE_WORDS[name]
    word, icon, kind = VERDICT_LOOKS[verdict]
    general = {Gate.PASS: passed, Gate.FAIL: failed, Gate.NOT_ASKED: not_asked}[verdict]
    return GateStanding(title, word, icon, kind, sentence or general)
