"""What axe-core, the checker vendored beside this file, finds on a page."""

from functools import cache
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@cache
def axe_source() -> str:
    """Return the text of axe-core."""
    return (Path(__file__).parent / "vendor" / "axe.min.js").read_text(encoding="utf-8")


def violations(page: Page, only: str = "") -> list[dict[str, Any]]:
    """Return axe-core's violations of WCAG 2.2 AA and of good practice on `page` as it stands, or of one rule alone."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(axe_source())  # evaluated, not added as a script: the site's content security policy refuses those, rightly
    rules = {"type": "rule", "values": [only]} if only else {"type": "tag", "values": STANDARDS}
    result = page.evaluate("rules => axe.run(document, {runOnly: rules, resultTypes: ['violations']})", rules)
    found: list[dict[str, Any]] = result["violations"]
    return found


def assert_accessible(page: Page, only: str = "") -> None:
    """Fail with one line a broken rule and the places that break it."""
    lines = [
        f"{rule['id']}: {rule['help']}\n" + "\n".join(f"    {node['target']} {node['html'][:160]}" for node in rule["nodes"])
        for rule in violations(page, only)
    ]
    assert not lines, f"{page.url} breaks {len(lines)} accessibility rules:\n" + "\n".join(lines)
