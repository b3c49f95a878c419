"""The tables that all migrations leave, kept between test runs on SQLite: playing some ninety migrations takes half a minute.

A kept file is named after what it follows from, the migrations of this project and the pinned packages, so that it is never another
schema than theirs; Django still looks through the migrations of a database filled from it, and plays what is missing.
"""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from hashlib import sha256
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TEST_DATABASE = "file:memorydb_default?mode=memory&cache=shared"  # Django's name for it


def name() -> str:
    """Return what the schema follows from, in short."""
    digest = sha256((ROOT / "requirements-dev.txt").read_bytes())
    for path in sorted(ROOT.glob("*/migrations/*.py")):
        digest.update(f"{path.relative_to(ROOT)}\n".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


@contextmanager
def filled_from(folder: Path) -> Iterator[None]:
    """Fill the test database from the file kept in `folder`, and hold it, as it is gone with its last connection."""
    kept = folder / f"{name()}.sqlite3"
    with closing(sqlite3.connect(TEST_DATABASE, uri=True)) as held:
        if kept.exists():
            with closing(sqlite3.connect(kept)) as source:
                source.backup(held)
        yield


def keep_in(folder: Path) -> None:
    """Keep what the test database holds now, when it is not kept already, in place of what earlier migrations left."""
    kept = folder / f"{name()}.sqlite3"
    if kept.exists():
        return
    unfinished = folder / f"{kept.stem}.{os.getpid()}"
    with closing(sqlite3.connect(TEST_DATABASE, uri=True)) as source, closing(sqlite3.connect(unfinished)) as target:
        source.backup(target)
    for earlier in {*folder.glob("*.sqlite3")} - {kept}:  # another process may have kept the same meanwhile, and a third be reading it
        earlier.unlink(missing_ok=True)
    unfinished.rename(kept)
