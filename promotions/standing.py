"""How readiness is said to people: a word, a shape, a percentage, and each gate with its verdict."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy

from promotions.models.readiness import Gate, Status
from skills.words import Text

GATE_NAMES = {
    "core": gettext_lazy("Core skills"),
    "credentials": gettext_lazy("Credentials"),
    "time": gettext_lazy("Time in role"),
    "projects": gettext_lazy("Projects"),
    "performance": gettext_lazy("Performance"),
}
STATUS_LOOKS = {
    Status.READY: (gettext_lazy("ready"), "ready", "good"),
    Status.NEAR: (gettext_lazy("near"), "near", "caution"),
    Status.DEVELOPING: (gettext_lazy("developing"), "developing", ""),
}
VERDICT_LOOKS = {
    Gate.PASS: (gettext_lazy("pass"), "pass", "good"),
    Gate.FAIL: (gettext_lazy("fail"), "fail", "bad"),
    Gate.NOT_ASKED: (gettext_lazy("not asked"), "none", ""),
}


@dataclass(frozen=True)
class Standing:
    """`percent` is None when there is no score; `icon` names a shape and `kind` a colour, so that neither stands alone."""

    word: Text
    icon: str
    kind: str
    percent: int | None = None

    @property
    def words(self) -> str:
        return str(self.word) if self.percent is None else f"{self.word} · {self.percent} %"


@dataclass(frozen=True)
class GateStanding:
    name: str
    verdict: str
    icon: str
    kind: str
    sentence: str


NOT_ASSESSED = Standing(gettext_lazy("not assessed yet"), "unknown", "")
NO_REQUIREMENTS = Standing(gettext_lazy("no requirements written"), "unknown", "")


def standing_of(status: int, score: int | None) -> Standing:
    """Return how a status and a score in basis points are said. Without a score no status is claimed."""
    if score is None:
        return NO_REQUIREMENTS
    word, icon, kind = STATUS_LOOKS[Status(status)]
    return Standing(str(word), icon, kind, score // 100)


def gate_standing(name: str, verdict: Gate, sentence: str) -> GateStanding:
    word, icon, kind = VERDICT_LOOKS[verdict]
    return GateStanding(str(GATE_NAMES[name]), str(word), icon, kind, sentence)
