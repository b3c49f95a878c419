"""How readiness is said to people: a word, a shape, a percentage, and each gate with its verdict."""

from dataclasses import dataclass

from promotions.models.readiness import Gate, Status

GATE_NAMES = {
    "core": "Core skills",
    "credentials": "Credentials",
    "time": "Time in role",
    "projects": "Projects",
    "performance": "Performance",
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


NOT_ASSESSED = Standing("not assessed yet", "unknown", "")
NO_REQUIREMENTS = Standing("no requirements written", "unknown", "")


def standing_of(status: int, score: int | None) -> Standing:
    """Return how a status and a score in basis points are said. Without a score no status is claimed."""
    if score is None:
        return NO_REQUIREMENTS
    word, icon, kind = STATUS_LOOKS[Status(status)]
    return Standing(word, icon, kind, score // 100)


def gate_standing(name: str, verdict: Gate, sentence: str) -> GateStanding:
    word, icon, kind = VERDICT_LOOKS[verdict]
    return GateStanding(GATE_NAMES[name], word, icon, kind, sentence)
