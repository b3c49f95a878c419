"""What the page of a conversation shows: when it is, what to talk about and why, the notes, who does what by when, and who has signed."""

import datetime as dt
from base64 import b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from django.forms import Form
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from employees.access import Access, is_below
from employees.conversations import forms
from employees.conversations.agenda import Kind, Point, prepared
from employees.conversations.errors import SavedElsewhereError, SharedMeanwhileError
from employees.conversations.notes import Notes, notes_of
from employees.conversations.prompts import OPENING, prompts_for
from employees.models import AgendaPoint, Commitment, Conversation, Employee, User
from employees.models.conversations import Side
from promotions.preparing import facts_for, told_steps
from skills.words import Text

OPEN = AgendaPoint.Outcome.OPEN
NOTE_KINDS = ("draft", "private")
TALKING = ("add", "remove", "discuss", "defer", "reopen")


@dataclass(frozen=True)
class Line:
    """A point of the agenda: somebody's own (`row` without a key), a prepared one, or a prepared one of which something was said."""

    kind: Kind
    text: str
    why: str = ""
    url: str = ""
    key: str = ""
    row: AgendaPoint | None = None
    removable: bool = False
    by: str = ""
    prompts: Sequence[Text] = ()

    @property
    def outcome(self) -> str:
        return self.row.outcome if self.row else OPEN

    @property
    def outcome_words(self) -> str:
        return self.row.get_outcome_display() if self.row and self.row.outcome else ""

    @property
    def carried(self) -> bool:
        return bool(self.row and self.row.carried_from_id)


@dataclass(frozen=True)
class Conflict:
    """Two texts that know nothing of each other, both shown: `theirs` is what is kept or shared, `mine` what was sent."""

    kind: str
    message: str
    theirs: str
    mine: str
    version: int
    base: int


@dataclass(frozen=True)
class Signature:
    side: str
    name: str
    at: dt.datetime | None


@dataclass(frozen=True)
class ConversationPage:
    """`side` is that of the reader, empty for who only reads what is shared; `sent` are forms that were refused, by step."""

    conversation: Conversation
    reader: Access
    side: str
    notes: Notes
    own_points: Sequence[Line] = ()
    prepared: Sequence[Line] = ()
    commitments: Sequence[Commitment] = ()
    sent: Mapping[str, Form] = field(default_factory=dict)
    conflict: Conflict | None = None

    @property
    def employee(self) -> Employee:
        return self.conversation.employee

    @property
    def manager(self) -> Employee:
        return self.conversation.manager

    @property
    def conversation_url(self) -> str:
        return reverse("conversation", args=[self.conversation.pk])

    @property
    def own(self) -> bool:
        return self.side == Side.EMPLOYEE

    @property
    def other(self) -> Employee:
        return self.manager if self.own else self.employee

    @property
    def lines(self) -> list[Line]:
        return [*self.own_points, *self.prepared]

    @property
    def led(self) -> bool:
        """Whether the manager still leads the person today."""
        return is_below(self.employee, self.manager)

    @property
    def standing_in(self) -> bool:
        return self.side == Side.MANAGER and self.reader.employee != self.manager

    @cached_property
    def may(self) -> tuple[str, ...]:
        """Return the steps that this reader may take now."""
        talk = self.conversation
        if not self.side or talk.cancelled_at:
            return ()
        steps = ["share", "discard", *TALKING] if talk.is_open else []
        if talk.is_waiting:
            steps += ["cancel", "commit", "drop", *self._times()]
            steps += ["finish"] if talk.confirmed else []
        elif talk.held_on and not talk.is_closed:
            steps += ["take-back" if getattr(talk, f"{self.side}_signed_at") else "sign"]
        return tuple(steps)

    def _times(self) -> list[str]:
        if self.own:
            return ["propose-time"] if self.led else []
        answers = ["accept"] if self.conversation.proposed_for else []
        return ["move", *answers, *(["keep"] if answers and self.conversation.confirmed else [])]

    @property
    def opening(self) -> Sequence[Text]:
        return OPENING.get(self.side, ())

    @property
    def signatures(self) -> list[Signature]:
        talk = self.conversation
        rows = (
            (Side.EMPLOYEE, self.employee, talk.employee_signed_at, talk.employee_signed_by),
            (Side.MANAGER, self.manager, talk.manager_signed_at, talk.manager_signed_by),
        )
        return [Signature(str(side.label), signer(by, person), at) for side, person, at, by in rows]

    @property
    def committed(self) -> list[tuple[str, str, list[Commitment]]]:
        """Return each side, its name, and what it commits to."""
        sides = ((Side.EMPLOYEE, self.employee), (Side.MANAGER, self.manager))
        return [(side.value, person.name, [one for one in self.commitments if one.side == side]) for side, person in sides]

    # --- Forms ------------------------------------------------------------------------------------

    def form(self, step: str, made: Form) -> Form:
        return self.sent.get(step) or made

    @property
    def schedule_form(self) -> Form:
        talk = self.conversation
        initial = {"at": talk.proposed_for or talk.planned_for, "minutes": talk.minutes, "place": talk.place}
        return self.form("move", forms.ScheduleForm(initial=initial, name="move"))

    @property
    def time_form(self) -> Form:
        return self.form("propose-time", forms.TimeForm(initial={"at": self.conversation.planned_for}, name="time"))

    @property
    def cancel_form(self) -> Form:
        return self.form("cancel", forms.WhyForm(name="cancel"))

    @property
    def point_form(self) -> Form:
        return self.form("add", forms.PointForm(name="point"))

    @property
    def commit_form(self) -> Form:
        return self.form("commit", forms.ActionForm(name="commit") if self.own else forms.PromiseForm(name="commit"))

    @property
    def finish_form(self) -> Form:
        planned = timezone.localdate(self.conversation.planned_for)
        return self.form("finish", forms.FinishForm(initial={"held_on": min(planned, self.reader.today)}, name="finish"))

    @property
    def browser_key(self) -> str:
        """Return the key, base64, by which the reader's browser seals what it keeps of their notes until it is saved."""
        return b64encode(salted_hmac("pathways.notes.browser", str(self.reader.user.pk), algorithm="sha256").digest()).decode()

    @property
    def draft_form(self) -> Form:
        """Return the form of the shared notes. After a conflict it names what is kept by now: whoever sends it has seen both."""
        found = self.conflict
        if found and found.kind == "draft":
            return forms.NoteForm(initial={"text": found.mine, "version": found.version, "base": found.base}, name="draft")
        base = self.notes.shared.version if self.notes.overtaken else self.notes.base
        initial = {"text": self.notes.text, "version": self.notes.draft.version, "base": base}
        return self.form("draft", forms.NoteForm(initial=initial, name="draft"))

    @property
    def private_form(self) -> Form:
        found = self.conflict
        if found and found.kind == "private":
            return forms.NoteForm(initial={"text": found.mine, "version": found.version, "base": 0}, name="private")
        initial = {"text": self.notes.private_text, "version": self.notes.private.version, "base": 0}
        return self.form("private", forms.NoteForm(initial=initial, name="private"))


def conversation_page(found: Conversation, reader: Access, user: User) -> ConversationPage:
    """Return the page of a conversation that the reader may see, with its people fetched. Thirteen queries at most."""
    side = reader.side_in(found.employee_id, found.manager_id)
    notes, commitments = notes_of(found, user), list(found.commitments.select_related("action", "promise"))
    if not side:
        return ConversationPage(found, reader, side, notes, commitments=commitments)
    rows = list(found.points.all())
    points = prepared(facts_for(found.employee, found.talked, reader.today)) if found.is_waiting else []  # type: ignore[attr-defined]  # added by with_people
    by_key = {row.key: row for row in rows if row.key}
    lines = [line_of(point, by_key.pop(point.key, None), side, found.employee) for point in points]
    left = [row for row in rows if not row.key or row.key in by_key]
    if side != Side.EMPLOYEE:
        left = without_private_wishes(left, found.employee)
    added = [added_line(row, found, user, side) for row in left if not row.key or row.outcome or row.carried_from_id]
    return ConversationPage(found, reader, side, notes, added, lines, commitments)


def without_private_wishes(rows: list[AgendaPoint], employee: Employee) -> list[AgendaPoint]:
    """Leave out kept points of a wish that was shared and is private again. Two queries, where there are points that may be of one."""
    if not any(row.key.startswith((f"{Kind.WISH}-", f"{Kind.TURN}-")) for row in rows):
        return rows
    told = told_steps(employee, timezone.localdate())
    return [row for row in rows if (about := row.key.split("-"))[0] not in told or int(about[1]) in told[about[0]]]


def line_of(point: Point, row: AgendaPoint | None, side: str, employee: Employee) -> Line:
    url = url_of(point, own=side == Side.EMPLOYEE, employee=employee)
    return Line(point.kind, point.text, point.why, url, point.key, row, prompts=prompts_for(point.kind, side))


def added_line(row: AgendaPoint, talk: Conversation, user: User, side: str) -> Line:
    """Return a point that somebody added; a prepared one that is on the agenda no more stands among them in its words of then."""
    kind = Kind(row.key.partition("-")[0]) if row.key else Kind.ADDED
    mine = talk.is_open and row.author_id == user.pk and not row.key and not row.carried_from_id
    by = talk.employee if row.side == Side.EMPLOYEE else talk.manager
    return Line(kind, row.text, row=row, removable=mine, by="" if row.key else by.name, prompts=prompts_for(kind, side))


# Where a point comes from: the address for the employee, with what it takes; and the same for whoever leads them.
SOURCES: Mapping[Kind, tuple[str, str]] = {
    Kind.PROMISE: ("promise", "promise"),
    Kind.DISPUTE: ("dispute", "dispute"),
    Kind.DIFFERENCE: ("assessment-round", "assessment-round"),
    Kind.GOAL: ("goal", "goal"),
    Kind.RESULT: ("my-impact", "person-impact"),
    Kind.CREDENTIAL: ("my-credentials", "person"),
    Kind.TURN: ("my-gap", "person-gap"),
    Kind.WISH: ("my-gap", "person-gap"),
    Kind.GAP: ("my-gap", "person-gap"),
    Kind.TIME: ("my-path", "person"),
}
TAKES_SOURCE = {"promise", "dispute", "assessment-round", "goal", "my-gap", "person-gap"}


def url_of(point: Point, *, own: bool, employee: Employee) -> str:
    """Return the page on which the reader finds where a point comes from; empty where there is none."""
    if point.kind not in SOURCES:
        return ""
    name = SOURCES[point.kind][0 if own else 1]
    whose = [employee.pk] if name.startswith("person") else []
    return reverse(name, args=[*whose, *([point.source] if name in TAKES_SOURCE else [])])


def conflict_of(page: ConversationPage, kind: str, mine: str, error: SavedElsewhereError | SharedMeanwhileError) -> Conflict:
    """Return what stands against what: of a save the newest that was kept, of sharing what the other side has shared."""
    if isinstance(error, SharedMeanwhileError):
        return Conflict(kind, str(error), error.text, mine, page.notes.draft.version, error.version)
    return Conflict(kind, str(error), error.text, mine, error.version, page.notes.base)


def signer(by: User | None, person: Employee) -> str:
    """Return who signed: the side's own person, or whoever stood in, with the name of whom they stood in for."""
    found: Employee | None = getattr(by, "employee", None)
    if found is None or found == person:
        return person.name
    return _("%(name)s for %(manager)s") % {"name": found.name, "manager": person.name}
