from dataclasses import fields
from pathlib import Path

import pytest

from pathways.frameworks.layout import FILES, FileLayout

GUIDE = Path(__file__).resolve().parents[3] / "docs" / "frameworks.md"


@pytest.mark.parametrize("layout", FILES, ids=lambda layout: layout.name)
class TestLayout:
    def test_the_guide_names_the_file_and_its_columns_in_order(self, layout: FileLayout):
        (line,) = (line for line in GUIDE.read_text().splitlines() if line.startswith((f"| `{layout.name}`", f"| *`{layout.name}`*")))
        told = line.split("|")[2].replace("*", "")
        places = [told.find(column) for column in layout.columns]
        assert -1 not in places
        assert places == sorted(places)
        assert line.startswith("| *") != layout.needed

    def test_its_columns_are_what_its_entries_hold(self, layout: FileLayout):
        assert list(layout.columns) == [field.name for field in fields(layout.entry)]

    def test_its_keys_and_references_are_columns(self, layout: FileLayout):
        assert set(layout.key) <= set(layout.columns)
        for columns, name in layout.refers.items():
            assert set(columns) <= set(layout.columns)
            assert name in [other.name for other in FILES]
