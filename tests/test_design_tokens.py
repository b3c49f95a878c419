"""Text stands out from its ground (WCAG 2.2, 1.4.3 and 1.4.11), by light and by dark: computed from the tokens themselves.

A browser's checker cannot see inside SVG, so this is where the colours of the maps are held to the rule.
"""

import re
from pathlib import Path

import pytest

TOKENS = (Path(__file__).resolve().parent.parent / "static" / "css" / "tokens.css").read_text(encoding="utf-8")
TEXT, SHAPE = 4.5, 3.0

PAIRS = [
    # ink on every ground it stands on
    *[(ink, ground, TEXT) for ink in ("ink", "ink-soft", "accent", "accent-strong") for ground in ("paper", "surface", "sunk")],
    ("ink", "accent-soft", TEXT),
    *[(ink, "accent-soft", TEXT) for ink in ("accent", "accent-strong")],
    ("on-accent", "accent", TEXT),
    ("on-accent", "accent-strong", TEXT),
    # status: as text on its tint and on plain ground
    *[(status, ground, TEXT) for status in ("good", "caution", "bad") for ground in (f"{status}-soft", "surface", "paper")],
    # what must be seen, not read: borders of fields, lines of maps, bars, focus
    *[(shape, ground, SHAPE) for shape in ("line-strong", "focus") for ground in ("paper", "surface", "sunk")],
    *[(bar, "sunk", SHAPE) for bar in ("good", "caution", "accent", "ink-soft")],
    ("accent", "surface", SHAPE),
]


def colours(theme: str) -> dict[str, str]:
    """Return token → hex colour of the light or the dark theme."""
    light, dark = TOKENS.split("@media screen and (prefers-color-scheme: dark)")
    found = dict(re.findall(r"--([a-z-]+):\s*(#[0-9a-f]{6})", light))
    return found if theme == "light" else found | dict(re.findall(r"--([a-z-]+):\s*(#[0-9a-f]{6})", dark))


def luminance(colour: str) -> float:
    """Return the relative luminance of a hex colour, as WCAG defines it."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two hex colours, 1 to 21."""
    darker, lighter = sorted([luminance(one), luminance(other)])
    return (lighter + 0.05) / (darker + 0.05)


def test_contrast_is_computed_as_the_standard_does():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("front", "ground", "least"), PAIRS, ids=str)
def test_a_pair_of_colours_can_be_told_apart(theme: str, front: str, ground: str, least: float):
    named = colours(theme)
    assert contrast(named[front], named[ground]) >= least, f"{front} on {ground} ({theme})"


def test_dark_redefines_every_colour_that_light_defines():
    assert colours("dark").keys() == colours("light").keys()
    assert not {name for name, colour in colours("dark").items() if colours("light")[name] == colour}


def test_every_token_used_is_defined():
    folder = Path(__file__).resolve().parent.parent / "static" / "css"
    defined = set(re.findall(r"--([a-z0-9-]+):", TOKENS))
    used = {name for sheet in folder.glob("*.css") for name in re.findall(r"var\(--([a-z0-9-]+)\)", sheet.read_text(encoding="utf-8"))}
    assert used <= defined
    assert not defined - used


MARGINS_OF_PAPER = re.compile(r"@page \{.*?\n\}\n", re.DOTALL)  # outside the document, where no token is known


def test_colours_are_named_in_one_place():
    folder = Path(__file__).resolve().parent.parent / "static" / "css"
    sheets = {sheet.name: sheet.read_text(encoding="utf-8") for sheet in folder.glob("*.css") if sheet.name != "tokens.css"}
    strays = {name: found for name, text in sheets.items() if (found := re.findall(r"#[0-9a-f]{6}", MARGINS_OF_PAPER.sub("", text)))}
    assert strays == {}
