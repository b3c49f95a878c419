import csv
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skills.tables import RowError, TableErrors, guarded, is_formula, read_table, unguarded, write_table, written_line


@pytest.fixture
def send(tmp_path: Path):
    """Return a function that writes what a person sends and returns its path."""

    def write(content: str | bytes, name: str = "people.csv") -> Path:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write


def refusal(path: Path, **options) -> list[str]:
    with pytest.raises(TableErrors) as refused:
        read_table(path, **options)
    return [str(error).removeprefix(str(path)) for error in refused.value.errors]


class TestReading:
    def test_rows_know_their_line_and_cells(self, send):
        rows = read_table(send('name,level\nAda,3\n\n"Grace\nHopper",5\nEdith,7\n'), required=["name"])
        assert [(row.line, row["name"], row["level"]) for row in rows] == [(2, "Ada", "3"), (4, "Grace\nHopper", "5"), (6, "Edith", "7")]

    def test_byte_order_mark_is_no_part_of_the_first_column(self, send):
        assert read_table(send(b"\xef\xbb\xbfname\nAda\n"))[0]["name"] == "Ada"

    def test_windows_line_ends(self, send):
        assert [row["b"] for row in read_table(send("a,b\r\n1,2\r\n3,4\r\n"))] == ["2", "4"]

    def test_tab_separated_without_header(self, send):
        (row,) = read_table(send("1\tTool Design\n"), columns=["number", "name"], delimiter="\t")
        assert (row.line, row["name"]) == (1, "Tool Design")

    def test_header_alone_is_an_empty_table(self, send):
        assert read_table(send("name,level\n")) == []

    def test_headless_empty_file_is_an_empty_table(self, send):
        assert read_table(send(""), columns=["name"]) == []

    def test_an_absent_column_has_the_default(self, send):
        (row,) = read_table(send("name\nAda\n"))
        assert row.get("unit", "none") == "none"
        assert row.get("name") == "Ada"


class TestRefusals:
    def test_empty_file(self, send):
        assert refusal(send("")) == [":1:1: the file is empty; expected a line with the names of the columns."]

    def test_blank_lines_only(self, send):
        assert refusal(send("\n\n")) == [":1:1: the file is empty; expected a line with the names of the columns."]

    def test_absent_file(self, tmp_path):
        assert refusal(tmp_path / "gone.csv") == [":1:1: cannot be read: No such file or directory. Check the name and the permissions."]

    def test_folder_in_place_of_a_file(self, tmp_path):
        assert refusal(tmp_path) == [":1:1: cannot be read: Is a directory. Check the name and the permissions."]

    def test_wrong_encoding_has_its_place(self, send):
        path = send("name,city\nAda,London\nZoë,Zürich\n".encode("latin-1"))
        assert refusal(path) == [':3:1: byte 0xeb is not UTF-8; save the file as "CSV UTF-8".']

    def test_utf_16(self, send):
        assert refusal(send("name\nAda\n".encode("utf-16"))) == [':1:1: the file is encoded in UTF-16; save it as "CSV UTF-8".']

    def test_binary(self, send):
        assert refusal(send(b"name,level\nAda,\x00\x01\n")) == [
            ":2:2: the file is binary (it contains a zero byte); expected a text file with a table."
        ]

    def test_workbook(self, send):
        assert refusal(send(b"PK\x03\x04rest")) == [':1:1: the file is a workbook or an archive; save the sheet as "CSV UTF-8".']

    def test_picture(self, send):
        assert "is not UTF-8" in refusal(send(b"\x89PNG\r\n\x1a\n"))[0]

    def test_cell_of_a_million_characters(self, send):
        path = send("name,note\nAda,short\nGrace," + "x" * 1_000_000 + "\n")
        assert refusal(path) == [":3:1: a cell has more than 131,072 characters. Shorten it; perhaps a quotation mark is not closed."]

    def test_cell_over_the_limit(self, send):
        path = send("name,note\nAda,short\nGrace," + "x" * 51 + "\n")
        assert refusal(path, longest_cell=50) == [":3:2: the cell has 51 characters; at most 50 are taken. Shorten it."]

    def test_quotation_mark_never_closed(self, send):
        path = send('name,note\nAda,"open\nGrace,shut\n')
        assert refusal(path) == [":2:1: a quotation mark opens here and is never closed; close it, or double it if it belongs to the text."]

    def test_text_after_a_closed_quotation(self, send):
        assert "is not well-formed" in refusal(send('name,note\nAda,"a"b\n'))[0]

    def test_missing_columns_are_all_named(self, send):
        assert refusal(send("name,level\nAda,3\n"), required=["name", "unit", "role"]) == [
            ':1:1: the column "unit" is missing; found: "name", "level".',
            ':1:1: the column "role" is missing; found: "name", "level".',
        ]

    def test_column_twice(self, send):
        assert refusal(send("name,name\n")) == [':1:2: the column "name" comes twice; rename or remove one.']

    def test_unknown_column_where_columns_are_fixed(self, send):
        assert refusal(send("name,levle\n"), allowed=["name", "level"]) == [
            ':1:2: the column "levle" is not known; expected: "name", "level".'
        ]

    def test_lines_of_wrong_width_are_all_named(self, send):
        assert refusal(send("a,b,c\n1,2\n1,2,3\n1,2,3,4\n")) == [
            ":2:3: the line has 2 cells; expected 3.",
            ":4:4: the line has 4 cells; expected 3.",
        ]

    def test_at_most_fifty_lines_and_a_count_of_the_rest(self):
        errors = TableErrors(RowError("people.csv", line, 1, "is wrong.") for line in range(1, 62))
        lines = str(errors).splitlines()
        assert (len(lines), lines[49], lines[50]) == (51, "people.csv:50:1: is wrong.", "… and 11 more errors.")

    def test_gathering_goes_on_after_a_fault(self):
        errors = TableErrors()
        for line in (1, 2):
            with errors.gathered():
                raise RowError("people.csv", line, 1, "is wrong.")
        with errors.gathered():
            raise TableErrors([RowError("units.csv", 3, 1, "is wrong.")])
        with pytest.raises(TableErrors, match=r"units\.csv:3:1"):
            errors.raise_if_any()
        assert len(errors.errors) == 3


class TestCells:
    @pytest.fixture
    def row(self, send):
        (row,) = read_table(
            send('name,level,empty,formula,pay,flag,text\n  Ada ,007,"",=1+1,52000.5,yes,- one\n'),
        )
        return row

    def test_what_is_well_formed_is_converted(self, row):
        assert row.text("name") == row.label("name") == "Ada"
        assert row.whole_number("level", highest=10) == 7
        assert row.optional_text("empty") == ""
        assert row.optional_whole_number("empty", highest=10) is None
        assert row.optional_amount("empty") is None
        assert row.optional_amount("pay") == Decimal("52000.5")
        assert row.one_of("flag", ("yes", "no")) == "yes"
        assert row.yes_or_no("flag") is True
        assert row.text("text") == "- one"

    @pytest.mark.parametrize(
        ("attempt", "expected"),
        [
            (lambda row: row.text("empty"), "2:3: empty: is empty; expected a text."),
            (lambda row: row.text("name", longest=2), "2:1: name: has 3 characters; at most 2 are taken. Shorten it."),
            (
                lambda row: row.label("formula"),
                '2:4: formula: "=1+1" would run as a formula in a spreadsheet; expected a letter or digit first.',
            ),
            (lambda row: row.whole_number("level", highest=5), '2:2: level: "007" is not a whole number from 0 to 5.'),
            (lambda row: row.whole_number("name", lowest=1, highest=5), '2:1: name: "Ada" is not a whole number from 1 to 5.'),
            (lambda row: row.whole_number("empty", highest=5), '2:3: empty: "" is not a whole number from 0 to 5.'),
            (lambda row: row.one_of("name", ("yes", "no")), '2:1: name: "Ada" is not known; expected one of: yes, no.'),
            (lambda row: row.optional_amount("name"), '2:1: name: "Ada" is not an amount; expected digits, such as 52000 or 52000.50.'),
        ],
    )
    def test_what_is_not_is_refused_with_its_place(self, row, attempt, expected):
        with pytest.raises(RowError) as refused:
            attempt(row)
        assert str(refused.value).endswith("people.csv:" + expected)

    def test_long_and_unprintable_cells_are_quoted_readably(self, send):
        (row,) = read_table(send('level\n"' + "9\t" * 60 + '"\n'))
        with pytest.raises(RowError) as refused:
            row.whole_number("level", highest=5)
        assert str(refused.value).count("\n") == 0
        assert len(refused.value.message) < 120


class TestWriting:
    @pytest.mark.parametrize("text", ["=1+1", "+44", "-5", "@home", "\tx", "\rx", "'=1", "''@x"])
    def test_what_a_spreadsheet_would_run_gets_an_apostrophe(self, text):
        assert guarded(text) == "'" + text
        assert not is_formula(guarded(text))
        assert unguarded(guarded(text)) == text

    @pytest.mark.parametrize("text", ["", "Ada", "it's", "'quoted'", "a=b", "5"])
    def test_other_text_stays(self, text):
        assert guarded(text) == unguarded(text) == text

    @given(st.text())
    def test_guarding_is_reversible(self, text):
        assert unguarded(guarded(text)) == text

    @given(st.lists(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")), min_size=1, max_size=5))
    def test_a_written_line_is_read_back(self, cells):
        (read,) = csv.reader([written_line(cells)], strict=True)
        assert [unguarded(cell) for cell in read] == cells

    def test_a_table_is_bytes_of_one_form(self, tmp_path):
        path = tmp_path / "out.csv"
        write_table(path, ["name", "note"], [["Zoë", 'says "hi"'], ["=x", "a\r\nb"]])
        assert path.read_bytes() == 'name,note\nZoë,"says ""hi"""\n\'=x,"a\r\nb"\n'.encode()
        assert [unguarded(row["name"]) for row in read_table(path)] == ["Zoë", "=x"]
