"""What somebody carries: skills, credentials and finished projects, beside what roles ask. It grows with each role they move into."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from pathways.asks import RoleAsks
from pathways.gaps import Gap, gaps_of
from pathways.maps.tiers import Wanted
from pathways.words import counted


@dataclass(frozen=True)
class Lacking:
    """What a role asks beyond what is carried: gaps in skills, those that weigh most first; names; projects in words."""

    gaps: Sequence[Gap]
    credentials: Sequence[str]
    projects: Sequence[str]


@dataclass
class Pack:
    """`skills`: id → level. `projects`: (complexity, whether led) of each finished one."""

    skills: dict[int, int] = field(default_factory=dict)
    credentials: set[int] = field(default_factory=set)
    projects: list[tuple[int, bool]] = field(default_factory=list)

    def lacks(self, asks: RoleAsks) -> Lacking:
        credentials = [name for credential, name in asks.credentials.items() if credential not in self.credentials]
        projects = [project_words(asked) for asked in asks.projects if not self.has_finished(asked)]
        return Lacking(gaps_of(asks.skills, self.skills), sorted(credentials), projects)

    def has_finished(self, asked: Wanted) -> bool:
        complexity, count, as_lead = asked
        return sum(done >= complexity and (led or not as_lead) for done, led in self.projects) >= count

    def take(self, asks: RoleAsks) -> None:
        """Add what a role asks: whoever has moved into it holds that."""
        for asked in asks.skills:
            self.skills[asked.skill] = max(asked.level, self.skills.get(asked.skill, 0))
        self.credentials.update(asks.credentials)
        for project in asks.projects:
            if not self.has_finished(project):
                complexity, count, as_lead = project
                self.projects += [(complexity, as_lead)] * count


def project_words(asked: Wanted) -> str:
    complexity, count, as_lead = asked
    if as_lead:
        return counted(
            count,
            "%(count)s finished project of complexity %(complexity)s or more, as lead",
            "%(count)s finished projects of complexity %(complexity)s or more, as lead",
            complexity=complexity,
        )
    return counted(
        count,
        "%(count)s finished project of complexity %(complexity)s or more",
        "%(count)s finished projects of complexity %(complexity)s or more",
        complexity=complexity,
    )
