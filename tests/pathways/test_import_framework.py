"""The commands `import_framework` and `export_framework`, as a person runs them."""

import io
from pathlib import Path

import pytest
import time_machine
from django.core.management import CommandError, call_command

from pathways.frameworks import plain
from pathways.models import Framework, FrameworkVersion, RoleProfile
from skills.models import Skill
from tests.factories.drafts import nursing
from tests.factories.skills import SkillFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    plain.write(nursing(), tmp_path / "nursing")
    return tmp_path / "nursing"


def run(*arguments: object) -> str:
    out = io.StringIO()
    call_command(*map(str, arguments), stdout=out)
    return out.getvalue()


def refused(*arguments: object) -> str:
    err = io.StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command(*map(str, arguments), stdout=io.StringIO(), stderr=err)
    assert ended.value.code == 2
    return err.getvalue()


class TestImport:
    def test_it_tells_what_came_in_and_what_to_do_next(self, folder):
        told = run("import_framework", folder, "--format", "pathways")
        assert f"Read {folder} as pathways: Nursing" in told
        assert "1 family groups, 1 job families (1 dual-ladder), 2 levels, 3 roles, 2 skills, 3 requirements" in told
        assert "Saved as Nursing version 1, a draft." in told
        assert "Next: " in told

    def test_the_same_again_changes_nothing(self, folder):
        run("import_framework", folder, "--format", "pathways")
        assert "Nothing changed: Nursing version 1 says the same already." in run("import_framework", folder, "--format", "pathways")
        assert FrameworkVersion.objects.count() == 1

    def test_a_change_is_a_new_version_and_says_what_differs(self, folder):
        run("import_framework", folder, "--format", "pathways")
        (folder / "transitions.csv").unlink()
        told = run("import_framework", folder, "--format", "pathways")
        assert "transitions: 0 new or changed, 2 gone or changed\nSaved as Nursing version 2, a draft." in told

    def test_a_changed_name_is_updated_in_place(self, folder):
        run("import_framework", folder, "--format", "pathways")
        told = run("import_framework", folder, "--format", "pathways", "--name", "Care")
        assert "No new version: Care version 1 has the same roles, requirements and moves." in told
        assert Framework.objects.get().name == "Care"

    def test_a_dry_run_writes_nothing(self, folder):
        told = run("import_framework", folder, "--format", "pathways", "--dry-run", "--publish")
        assert "Would be saved as Nursing version 1, a draft." in told
        assert told.endswith("Dry run: nothing was written.\n")
        assert not Framework.objects.exists()
        assert not Skill.objects.exists()

    @time_machine.travel("2026-03-01 12:00")
    def test_published_it_is_in_force_from_today(self, folder):
        told = run("import_framework", folder, "--format", "pathways", "--publish")
        assert "Published: Nursing version 1 is in force from 2026-03-01; review due 2027-03-01." in told
        assert RoleProfile.objects.in_force(FrameworkVersion.objects.get().effective_from).count() == 3
        assert "is published already, in force from 2026-03-01." in run("import_framework", folder, "--format", "pathways", "--publish")

    def test_a_draft_read_through_is_published_by_the_same_import_again(self, folder):
        run("import_framework", folder, "--format", "pathways")
        told = run("import_framework", folder, "--format", "pathways", "--publish")
        assert "Nothing changed: " in told
        assert "Published: Nursing version 1 is in force from" in told

    def test_published_from_a_day_on(self, folder):
        run("import_framework", folder, "--format", "pathways", "--publish", "--effective-from", "2027-01-01")
        assert str(FrameworkVersion.objects.get().effective_from) == "2027-01-01"


class TestRefusals:
    def test_a_wrong_cell(self, folder):
        path = folder / "requirements.csv"
        path.write_text(path.read_text().replace("listening,2", "listening,x"))
        told = refused("import_framework", folder, "--format", "pathways")
        assert told == f'{path}:2:3: level: "x" is not a whole number from 1 to 10.\n'
        assert not Framework.objects.exists()

    def test_at_most_fifty_lines_and_a_count(self, folder):
        path = folder / "roles.csv"
        header = path.read_text().splitlines()[0]
        path.write_text("\n".join([header, *(f"role {n},Role,nurse,bedside,,,,,,,no" for n in range(70))]))
        told = refused("import_framework", folder, "--format", "pathways").splitlines()
        assert len(told) == 51
        assert told[-1] == "… and 20 more errors."

    @pytest.mark.parametrize("form", ["pathways", "gdad", "onet"])
    def test_a_path_that_is_not_there(self, tmp_path, form):
        assert f"{tmp_path}/gone:1:1: " in refused("import_framework", tmp_path / "gone", "--format", form)

    @pytest.mark.parametrize("form", ["pathways", "gdad", "onet"])
    def test_a_binary_file(self, tmp_path, form):
        path = tmp_path / "picture.png"
        path.write_bytes(b"\x89PNG\0\0")
        assert f"{path}:1:1: " in refused("import_framework", path, "--format", form)

    def test_a_skill_that_would_change_its_scale(self, folder):
        SkillFactory(code="triage")
        told = refused("import_framework", folder, "--format", "pathways")
        assert f'{folder}:1:1: The skill "triage" is in the catalogue on the scale "proficiency"' in told
        assert not Framework.objects.exists()

    def test_a_day_before_the_version_in_force(self, folder):
        run("import_framework", folder, "--format", "pathways", "--publish", "--effective-from", "2026-06-01")
        (folder / "transitions.csv").unlink()
        told = refused("import_framework", folder, "--format", "pathways", "--publish", "--effective-from", "2026-01-01")
        assert "choose that day or a later one for version 2" in told
        assert FrameworkVersion.objects.count() == 1

    def test_a_day_without_publishing(self, folder):
        told = refused("import_framework", folder, "--format", "pathways", "--effective-from", "2026-01-01")
        assert "give --publish with it" in told

    @pytest.mark.parametrize("arguments", [["--format", "xml"], [], ["--format", "pathways", "--effective-from", "soon"]])
    def test_options_that_are_not_known(self, folder, arguments):
        with pytest.raises(CommandError):
            call_command("import_framework", str(folder), *arguments)


class TestExport:
    def test_what_was_imported_comes_out_as_the_same_bytes(self, folder, tmp_path):
        run("import_framework", folder, "--format", "pathways")
        told = run("export_framework", "nursing", tmp_path / "out")
        assert "Wrote Nursing version 1 to" in told
        assert {path.name: path.read_bytes() for path in (tmp_path / "out").iterdir()} == {
            path.name: path.read_bytes() for path in folder.iterdir()
        }

    def test_an_earlier_version_can_be_asked_for(self, folder, tmp_path):
        run("import_framework", folder, "--format", "pathways")
        (folder / "transitions.csv").unlink()
        run("import_framework", folder, "--format", "pathways")
        run("export_framework", "nursing", tmp_path / "first", "--number", 1)
        run("export_framework", "nursing", tmp_path / "newest")
        assert len((tmp_path / "first" / "transitions.csv").read_text().splitlines()) == 3
        assert len((tmp_path / "newest" / "transitions.csv").read_text().splitlines()) == 1

    def test_an_unknown_framework(self, folder, tmp_path):
        run("import_framework", folder, "--format", "pathways")
        assert refused("export_framework", "nurses", tmp_path) == "There is no framework nurses with a version; known: nursing.\n"

    def test_an_unknown_version(self, folder, tmp_path):
        run("import_framework", folder, "--format", "pathways")
        assert refused("export_framework", "nursing", tmp_path, "--number", 7) == "nursing has no version 7; it has: 1.\n"

    def test_a_folder_that_cannot_be_written(self, folder):
        run("import_framework", folder, "--format", "pathways")
        told = refused("export_framework", "nursing", folder / "roles.csv" / "inside")
        assert "cannot be written" in told
