"""What the pulse asks. Codes are stored; words are shown."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as Words

GROWTH, WAY, BARRIERS, EVERYBODY = "growth", "way", "barriers", "everybody"
SCALE: "Mapping[str, Words]" = {
    "5": _("agree fully"),
    "4": _("agree"),
    "3": _("neither nor"),
    "2": _("disagree"),
    "1": _("disagree fully"),
}
SATISFIED = ("4", "5")
HINDRANCES: "Mapping[str, Words]" = {
    "money": _("Money: courses or exams cost too much"),
    "time": _("Time: no hours for learning"),
    "knowledge": _("Knowledge: I do not know what would help"),
    "access": _("Access: no mentor, project or seat within reach"),
    "hierarchy": _("Rigid hierarchy: the next step is blocked"),
    "unfair": _("Unfair treatment"),
}
SHORT: "Mapping[str, Words]" = {
    "money": _("Money"),
    "time": _("Time"),
    "knowledge": _("Knowledge"),
    "access": _("Access"),
    "hierarchy": _("Rigid hierarchy"),
    "unfair": _("Unfair treatment"),
}
ASKED: "Mapping[str, tuple[Words, Mapping[str, Words]]]" = {
    GROWTH: (_("I can grow here as I would like to."), SCALE),
    WAY: (_("I know what would take me to a next step."), SCALE),
    BARRIERS: (_("What holds you back? Choose all that apply, or none."), HINDRANCES),
}
CELLS = [(EVERYBODY, EVERYBODY), *((question, choice) for question, (_words, choices) in ASKED.items() for choice in choices)]
