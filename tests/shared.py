"""Where the public data sets lie, for the tests marked `shared_data`."""

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SHARED = Path(os.environ.get("PATHWAYS_SHARED", ROOT.parent / "shared"))


def shared_data(name: str) -> Path:
    """Return the folder of one data set, or skip the test that asks for it."""
    folder = SHARED / "data" / name
    if not folder.is_dir():
        pytest.skip(f"needs the public data set {name}: set PATHWAYS_SHARED to the folder that holds data/{name}")
    return folder
