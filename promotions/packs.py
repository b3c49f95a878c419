"""What the record of a person puts into their pack, on the day of their facts."""

from pathways.packs import Pack
from promotions.readiness import Facts


def pack_of(facts: Facts) -> Pack:
    """Return the levels that count, the credentials held and unexpired, and the finished projects."""
    valid = {
        credential
        for credential, times in facts.credentials.items()
        if any(issued <= facts.on and (expires is None or facts.on < expires) for issued, expires in times)
    }
    return Pack({skill: held.level for skill, held in facts.skills.items()}, valid, list(facts.projects))
