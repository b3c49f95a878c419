"""What is refused of a workbook before anything of it is unpacked."""

from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile

import pytest

from pathways.frameworks import workbooks
from pathways.frameworks.workbooks import Sheet
from skills.tables import TableErrors


def test_a_small_file_that_unpacks_to_more_than_a_machine_holds_is_not_unpacked(tmp_path, monkeypatch):
    path = tmp_path / "Skills.xlsx"
    with ZipFile(path, "w", ZIP_DEFLATED) as packed:
        packed.writestr("xl/sharedStrings.xml", b" " * 5_000_000)
    assert path.stat().st_size < 10_000
    monkeypatch.setattr(workbooks, "MOST_UNPACKED", 4_999_999)
    monkeypatch.setattr(workbooks, "load_workbook", lambda *_args, **_kwargs: pytest.fail("it was opened"))
    with pytest.raises(TableErrors, match="unpacks to 5,000,000 bytes; at most 4,999,999 are read"):
        Sheet(path, required=())


def test_a_part_unpacks_to_no_more_than_it_says(tmp_path):
    """A size told too small ends the reading there: what a part says of itself can be relied on."""
    path = tmp_path / "lying.zip"
    with ZipFile(path, "w", ZIP_DEFLATED) as packed:
        packed.writestr("part", b" " * 5_000_000)
    told = path.read_bytes().replace((5_000_000).to_bytes(4, "little"), (1_000).to_bytes(4, "little"))
    path.write_bytes(told)
    with ZipFile(path) as packed, packed.open("part") as part, pytest.raises(BadZipFile):
        part.read()
