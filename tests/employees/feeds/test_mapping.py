from contextlib import suppress

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from employees.feeds.mapping import read_mapping
from employees.feeds.roles import roles_of
from skills.tables import TableErrors
from tests.employees.feeds.conftest import TODAY
from tests.factories.pathways import FrameworkVersionFactory, RoleFactory


@pytest.fixture
def write(tmp_path):
    def written(text: str):
        path = tmp_path / "mapping.toml"
        path.write_text(text)
        return path

    return written


def refusal(path) -> list[str]:
    with pytest.raises(TableErrors) as refused:
        read_mapping(path)
    return [str(error).removeprefix(f"{path.parent}/") for error in refused.value.errors]


def test_a_file_name_is_enough(write):
    mapping = read_mapping(write('[people]\nfile = "people.csv"\n'))
    assert (mapping.company, mapping.complete, mapping.most_ended_percent, mapping.ends_on_last_day) == ("Company", False, 5, True)
    assert mapping.tables["people"].file == "people.csv"


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("", 'mapping.toml:1:1: [people] file: is missing: say which file holds the table, such as file = "people.csv".'),
        ("[people\n", None),
        ('[people]\nfile = "a.csv"\n[peoples]\n', 'mapping.toml:3:1: [peoples] is not a section. Nearest: "people"'),
        ('[people]\nfile = "a.csv"\n  hired = "x"\n', 'mapping.toml:3:3: [people] hired: is not known. Nearest: "hired_on"'),
        ("[people]\nfile = 3\n", "mapping.toml:2:1: [people] file: expected a text in quotation marks."),
        ('[people]\nfile = "a.csv"\n[feed]\ncomplete = "yes"\n', "mapping.toml:4:1: [feed] complete: expected true or false."),
        (
            '[people]\nfile = "a.csv"\n[feed]\nmost_ended_percent = true\n',
            "mapping.toml:4:1: [feed] most_ended_percent: expected a number.",
        ),
        (
            '[people]\nfile = "a.csv"\n[feed]\nmost_ended_percent = 500\n',
            "mapping.toml:4:1: [feed] most_ended_percent: expected a share from 0 to 100, such as 5.",
        ),
        ('[people]\nfile = "a.csv"\n[feed]\nends = "noon"\n', 'mapping.toml:4:1: [feed] ends: expected one of: "last day", "day after".'),
        (
            '[people]\nfile = "a.csv"\n[feed]\ndates = ["%Y/%d"]\n',
            'mapping.toml:4:1: [feed] dates: "%Y/%d" does not give a day, month and year, as %Y-%m-%d or %d.%m.%Y do.',
        ),
        (
            '[people]\nfile = "a.csv"\n[feed]\nuntil_now = 9999-01-01\n',
            'mapping.toml:4:1: [feed] until_now: expected a text or a list of texts in quotation marks, such as ["9999-01-01"].',
        ),
        (
            '[people]\nfile = "a.csv"\ndelimiter = "||"\n',
            'mapping.toml:3:1: [people] delimiter: expected one character, such as ",", ";" or "\\t".',
        ),
        (
            '[people]\nfile = "a.csv"\nheader = ["no"]\nnumber = "nr"\n',
            'mapping.toml:4:1: [people] number: "nr" is not in the header given here. Nearest: "no".',
        ),
        (
            '[people]\nfile = "a.csv"\ntitle = "t"\n[title_history]\nfile = "b.csv"\n',
            "mapping.toml:3:1: [people] title: is said twice: here and by [title_history]. Remove one.",
        ),
        (
            '[people]\nfile = "a.csv"\nwhere = { a = 1 }\n',
            'mapping.toml:3:1: [people] where: expected a column and its texts, such as where = { Active = "1" }.',
        ),
        (
            '[people]\nfile = "a.csv"\n[manager_history]\nfile = "b.csv"\nnumber = "n"\nunit = "u"\n',
            "mapping.toml:6:1: [manager_history] unit: say either number (whose manager) or unit (which unit's manager)",
        ),
        (
            '[people]\nfile = "a.csv"\n[roles]\nframework = "x"\n[roles.titles]\n"Cook" = 3\n',
            'mapping.toml:6:2: [roles.titles] Cook: expected the code of a role, or "" for none.',
        ),
        (
            '[people]\nfile = "a.csv"\n[feed]\ndates = ["%Y %Y-%m-%d"]\n',
            'mapping.toml:4:1: [feed] dates: "%Y %Y-%m-%d" does not give a day, month and year',
        ),
        (
            '[people]\nfile = "a.csv"\n[roles.titles]\n"Cook" = "cook"\n',
            'mapping.toml:4:2: [roles.titles] Cook: say which framework: framework = "…" under [roles], or "framework/role" here.',
        ),
    ],
)
def test_faults_of_a_mapping_are_sentences_with_their_line(write, text, error):
    errors = refusal(write(text))
    assert len(errors) == 1
    if error is None:
        assert errors[0].startswith("mapping.toml:1:8: is not TOML here (")
    else:
        assert errors[0].startswith(error)


def test_a_mapping_that_is_not_there(tmp_path):
    assert refusal(tmp_path / "mapping.toml") == [
        "mapping.toml:1:1: cannot be read: No such file or directory. Check the name of the mapping."
    ]


def test_a_mapping_that_is_binary(tmp_path):
    (tmp_path / "mapping.toml").write_bytes(b"\x80\x81")
    assert refusal(tmp_path / "mapping.toml") == ["mapping.toml:1:1: is not UTF-8 text; expected a mapping in TOML."]


@pytest.mark.django_db
class TestRoles:
    def mapped(self, write, role, framework="care"):
        path = write(f'[people]\nfile = "a.csv"\n[roles]\nframework = "{framework}"\n[roles.titles]\n"Nurse" = "{role}"\n')
        with pytest.raises(TableErrors) as refused:
            roles_of(read_mapping(path), TODAY)
        return str(refused.value).removeprefix(f"{path.parent}/")

    def test_an_unknown_role_is_told_with_the_nearest(self, write):
        version = FrameworkVersionFactory(framework__code="care")
        RoleFactory(framework=version.framework, code="senior-nurse")
        assert self.mapped(write, "senoir-nurse") == (
            'mapping.toml:6:2: the role "senoir-nurse" is not in the framework "care". Nearest: "senior-nurse".'
        )

    def test_an_unknown_framework(self, write):
        FrameworkVersionFactory(framework__code="care")
        assert self.mapped(write, "nurse", "cares") == (
            'mapping.toml:4:1: the framework "cares" is not known; import it first. Nearest: "care" (on 2024-06-01).'
        )

    def test_a_framework_without_rules_in_force(self, write):
        FrameworkVersionFactory(framework__code="care", draft=True)
        assert (
            self.mapped(write, "nurse")
            == 'mapping.toml:4:1: the framework "care" has no version in force that day; publish one (on 2024-06-01).'
        )


@given(
    st.lists(
        st.tuples(
            st.integers(0, 900), st.integers(0, 20), st.sampled_from(["", '"', "[", "]", "=", "\n", "3", "true", "{}", "\\", "%Y", "é"])
        ),
        max_size=5,
    )
)
def test_a_damaged_mapping_is_read_or_refused(tmp_path_factory, damage):
    text = (settings.BASE_DIR / "docs" / "mappings" / "hris_adventureworks.toml").read_text()
    text = text[text.index("[feed]") :]
    for place, length, instead in damage:
        text = text[:place] + instead + text[place + length :]
    path = tmp_path_factory.mktemp("mapping") / "mapping.toml"
    path.write_text(text)
    with suppress(TableErrors):
        read_mapping(path)
