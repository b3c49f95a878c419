"""What the pages of the impact log show: one's own results, somebody else's, those to be endorsed, and the brief of a period."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from employees.access import Access
from employees.impact_forms import EndorsementForm, PeriodForm
from employees.models import Employee, Endorsement, ImpactEntry
from pathways.rulebook import rulebook
from skills.listing import Column, Listing

AT_A_TIME = 20
QUARTER = dt.timedelta(days=91)


@dataclass(frozen=True)
class ImpactPage:
    """`own` says whether it is the reader's own log, in which drafts stand."""

    employee: Employee
    own: bool
    listing: Listing
    asked_of_me: int

    @property
    def entries(self) -> list[ImpactEntry]:
        return list(self.listing.page)


def impact_page(employee: Employee, reader: Access, asked: Mapping[str, str]) -> ImpactPage:
    visible = ImpactEntry.objects.visible_to(reader.user).filter(employee=employee).with_words().order_by("-on", "-pk")
    waiting = Endorsement.objects.visible_to(reader.user).asked_of(reader.employee).count() if reader.employee else 0
    return ImpactPage(employee, employee == reader.employee, Listing(visible, COLUMNS, asked, AT_A_TIME), waiting)


COLUMNS = [
    Column(gettext_lazy("When"), lambda entry: entry.on.isoformat(), order=("on",)),
    Column(gettext_lazy("Problem"), lambda entry: entry.problem),
    Column(gettext_lazy("Decision"), lambda entry: entry.decision),
    Column(gettext_lazy("Value"), lambda entry: entry.value),
    Column(gettext_lazy("Measure"), lambda entry: entry.metric),
    Column(gettext_lazy("Skills"), lambda entry: ", ".join(skill.name for skill in entry.skills.all())),
    Column(gettext_lazy("Project"), lambda entry: entry.project.name if entry.project else ""),
    Column(gettext_lazy("Endorsed by"), lambda entry: ", ".join(one.endorser.name for one in entry.given)),
    Column(gettext_lazy("State"), lambda entry: _("draft") if entry.draft else ""),
]


# --- Endorsements ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class Asked:
    """A result that the reader is asked to endorse, or has; `may` are the steps they can take."""

    endorsement: Endorsement
    form: EndorsementForm | None
    may: Sequence[str]


def asked_of(reader: Access, opened: Mapping[int, EndorsementForm] | None = None) -> list[Asked]:
    """Return what the reader is asked for, then what they have given; `opened` are forms that were sent and refused."""
    states = [Endorsement.State.ASKED, Endorsement.State.GIVEN]
    rows = Endorsement.objects.visible_to(reader.user).filter(endorser=reader.employee, state__in=states, entry__draft=False)
    joined = rows.select_related("entry__employee", "entry__project").prefetch_related("entry__skills").order_by("state", "-on", "-pk")
    return [asked(row, (opened or {}).get(row.pk)) for row in joined]


def asked(row: Endorsement, opened: EndorsementForm | None) -> Asked:
    if row.state == Endorsement.State.GIVEN:
        return Asked(row, None, ("withdraw",))
    return Asked(row, opened or EndorsementForm(), ("give", "decline"))


# --- The brief ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Brief:
    """The finished results of a period, oldest first; `form` asks for another."""

    employee: Employee
    own: bool
    form: PeriodForm
    since: dt.date | None
    until: dt.date | None
    entries: Sequence[ImpactEntry]
    role: str

    @property
    def skills(self) -> list[tuple[str, int]]:
        """Return each skill with the number of results that show it, the most first."""
        counts: dict[str, int] = {}
        for entry in self.entries:
            for skill in entry.skills.all():
                counts[skill.name] = counts.get(skill.name, 0) + 1
        return sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))

    @property
    def query(self) -> str:
        """Return the period as an address asks for it."""
        return "?" + urlencode({"since": self.since or "", "until": self.until or ""})

    @property
    def endorsers(self) -> int:
        return len({one.endorser_id for entry in self.entries for one in entry.given})

    @property
    def measured(self) -> list[ImpactEntry]:
        return [entry for entry in self.entries if entry.metric]


def brief(employee: Employee, reader: Access, asked: Mapping[str, str]) -> Brief:
    """Return the brief as its address asks: `since`, `until`; the last quarter unless told, or where the period is wrong."""
    form = PeriodForm(asked if {"since", "until"} & asked.keys() else None)
    told = form.cleaned_data if form.is_valid() else {"since": reader.today - QUARTER, "until": reader.today}
    visible = ImpactEntry.objects.visible_to(reader.user).filter(employee=employee, draft=False)
    entries = list(visible.between(told["since"], told["until"]).with_words().order_by("on", "pk"))
    if not form.is_bound:
        form.initial = dict(told)
    return Brief(employee, employee == reader.employee, form, told["since"], told["until"], entries, role_of(employee, reader))


def role_of(employee: Employee, reader: Access) -> str:
    """Return what the present position is called."""
    position = employee.positions.on(reader.today).select_related("unit").first()
    profile = rulebook(reader.today).profile(position.role_id) if position else None
    title = profile.name if profile else position.title if position else ""
    return f"{title} · {position.unit.name}" if position and title else title
