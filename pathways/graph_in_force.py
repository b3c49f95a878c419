"""The graph of the roles in force, worked out once for as long as the same rulebook holds."""

from collections.abc import Iterable
from functools import lru_cache

from pathways.role_graph import Leg, RoleGraph
from pathways.rulebook import Rulebook
from pathways.steps import Steps

Levels = dict[int, dict[int, int]]  # role → skill or credential → level


@lru_cache(maxsize=2)  # as many as there are rulebooks
def graph_of(book: Rulebook) -> RoleGraph:
    """Return the graph of what a rulebook says. No query."""
    stairs, skills_asked = bits_of((role, asked.skill, asked.level) for role, asks in book.asks.items() for asked in asks.skills)
    papers, credentials_asked = bits_of((role, credential, 1) for role, asks in book.asks.items() for credential in asks.credentials)
    return RoleGraph(
        version={role: profile.version_id for role, profile in book.profiles.items()},
        moves=[Leg(move.source, move.target, move.kind, move.minimum_months) for out in book.moves.values() for move in out],
        skills=stairs,
        credentials=papers,
        skills_asked=skills_asked,
        credentials_asked=credentials_asked,
        usual_months={role: profile.typical_months for role, profile in book.profiles.items() if profile.typical_months},
        by_slug={slug: profile.role_id for slug, profile in book.by_slug.items()},
    )


def bits_of(asked: Iterable[tuple[int, int, int]]) -> tuple[Steps, dict[int, int]]:
    """Return a staircase for every skill, up to the highest level that any role asks, and each role's requirements on it."""
    levels: Levels = {}
    highest: dict[int, int] = {}
    for role, skill, level in asked:
        levels.setdefault(role, {})[skill] = level
        highest[skill] = max(level, highest.get(skill, 0))
    steps = Steps(highest)
    return steps, {role: steps.of(each) for role, each in levels.items()}
