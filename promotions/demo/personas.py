"""Who one can sign in as in the demo company, and what to look at then."""

from dataclasses import dataclass

from promotions.demo.names import DOMAIN

PASSWORD = "career-path-demo"  # noqa: S105  # of made-up people; the command refuses to run in production


@dataclass(frozen=True)
class Persona:
    """One account of the demo company."""

    key: str
    name: str
    role_words: str
    see: str
    sex: int = 0  # as `history.SEXES` counts, so that the name suits the answers on file

    @property
    def email(self) -> str:
        return f"{self.key}@{DOMAIN}"

    @property
    def first_name(self) -> str:
        return self.name.partition(" ")[0]

    @property
    def last_name(self) -> str:
        return self.name.partition(" ")[2]


def personas() -> list[Persona]:
    """Return everybody one can sign in as, all with `PASSWORD`."""
    return [
        Persona("nurse", "Amina Okafor", "nurse on a ladder", "My path: the nursing ladder, the next step and what is missing for it"),
        Persona("engineer", "Kenji Larsen", "senior engineer at a fork", "My path: a dual ladder, two ways up of equal rank", 1),
        Persona(
            "coordinator", "Rosa Delgado", "bed coordinator on a lattice", "My path: sideways, diagonal and down across three families"
        ),
        Persona("electrician", "Tomasz Nowak", "electrician on mastery bands", "My path: bands of mastery, no seat needed", 1),
        Persona("consultant", "Priya Nair", "consultant on project tiers", "My path: tiers filled by projects led"),
        Persona("manager", "Grace Mensah", "ward manager with eight reports", "People: the ward, each with their path and gaps"),
        Persona("matron", "Helen Brennan", "skip-level manager", "People: everybody below, through several ward managers"),
        Persona("partner", "Samuel Reid", "HR partner of the hospital", "HR: mobility figures of the hospital's units", 1),
        Persona("auditor", "Leila Farooq", "HR auditor", "HR: mobility figures of the whole company; nightly run"),
        Persona("editor", "Jonas Meyer", "framework editor", "Admin: families, roles and requirements", 1),
        Persona("administrator", "Robin Park", "administrator", "Nightly run: status and shards", 1),
        Persona("newcomer", "Mei Tan", "newcomer without assessments", "My path before anybody has assessed anything"),
        Persona("leaver", "Carlos Pereira", "left the company", "Cannot sign in: the account is closed", 1),
    ]
