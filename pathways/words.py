"""Figures of a career path as people say them."""


def duration(months: int) -> str:
    """Return whole months in words: 20 → "1 year 8 months"; 0 → "less than a month"."""
    if months <= 0:
        return "less than a month"
    years, rest = divmod(months, 12)
    parts = [counted(years, "year")] if years else []
    return " ".join([*parts, counted(rest, "month")] if rest else parts)


def counted(number: int, noun: str, plural: str = "") -> str:
    """Return a number with its noun: "1 seat", "2 seats", "1 family", "2 families" (`plural` given)."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


def search_text(typed: str) -> str:
    """Return what somebody typed into a search field, without what no database takes, at most 100 characters."""
    return typed.replace("\x00", "").strip()[:100]
