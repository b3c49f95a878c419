"""Why a position began, as `Position.Reason` names it: one rule for what is done here and for what a feed tells. Pure."""

from collections.abc import Mapping


def reason_for(*, first: bool, gap: bool, former: int | None, role: int | None, ranks: Mapping[int, int | None]) -> str:
    """Name the move from role `former` to `role` (ids) by their ranks. Where a rank is unknown, nobody can call it a promotion."""
    if first:
        return "hire"
    if gap:
        return "re-entry"
    if former == role:
        return "reorganisation"
    before, after = (ranks.get(held) if held else None for held in (former, role))
    if before is None or after is None or before == after:
        return "lateral"
    return "promotion" if after > before else "demotion"
