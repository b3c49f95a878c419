"""Take the pictures of README and guide: `python -m tests.e2e.screenshots`, with the demo site running.

Names the site by SITE (default http://127.0.0.1:8000) and writes docs/images/*.png, 1440 px wide, light theme.
"""

import os
import sys
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from tests.e2e.conftest import CHROMIUM, CHROMIUM_ARGUMENTS

SITE = os.environ.get("SITE", "http://127.0.0.1:8000")
FOLDER = Path(__file__).resolve().parent.parent.parent / "docs" / "images"
MOST_BYTES = 200_000


@dataclass(frozen=True)
class Picture:
    """A page as one persona sees it, by the beginning of the persona's e-mail address."""

    name: str
    persona: str
    path: str = "/"
    width: int = 1440
    height: int = 960


PICTURES = (
    Picture("ladder", "nurse"),
    Picture("dual-ladder", "engineer"),
    Picture("lattice", "coordinator", height=820),
    Picture("whole-lattice", "coordinator", "/families/patient-flow/?zoom=all", height=620),
    Picture("mastery-bands", "electrician", height=760),
    Picture("project-tiers", "consultant", height=860),
    Picture("gap", "nurse", "/roles/senior-staff-nurse/gap/", height=1000),
    Picture("phone", "nurse", width=390, height=844),
)


def sign_in(browser: Browser, picture: Picture) -> bytes:
    """Return the picture as PNG, taken in a context of its own by way of the demo's sign-in page."""
    size = {"width": picture.width, "height": picture.height}
    context = browser.new_context(base_url=SITE, viewport=size, color_scheme="light")  # type: ignore[arg-type]  # a TypedDict by another name
    page = context.new_page()
    page.goto(f"/sign-in/?next={picture.path}")
    page.locator("form", has=page.locator(f"input[value^='{picture.persona}@']")).get_by_role("button").click()
    page.wait_for_url(f"**{picture.path}")
    image = page.screenshot()
    context.close()
    return image


def main() -> int:
    FOLDER.mkdir(parents=True, exist_ok=True)
    heavy = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_ARGUMENTS)
        for picture in PICTURES:
            image = sign_in(browser, picture)
            (FOLDER / f"{picture.name}.png").write_bytes(image)
            sys.stdout.write(f"{picture.name}: {len(image):,} bytes\n")
            heavy += [picture.name] if len(image) > MOST_BYTES else []
        browser.close()
    return 1 if heavy else 0


if __name__ == "__main__":
    sys.exit(main())
