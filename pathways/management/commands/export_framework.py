"""`manage.py export_framework`: write a version of a framework as a folder of plain CSV files."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from pathways.models import Framework, FrameworkVersion
from pathways.services.frameworks import export_framework


class Command(BaseCommand):
    help = "Export a framework in the format that import_framework --format pathways reads."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("code", help="the framework's code, such as gdad")
        parser.add_argument(
            "folder", type=Path, metavar="DIR", help="where to write; made when absent, files of the format in it are replaced"
        )
        parser.add_argument("--number", type=int, metavar="N", help="the version (default: the newest)")  # Django keeps --version

    def handle(self, *, code: str, folder: Path, number: int | None, **_: Any) -> None:  # Any: Django hands on every option
        version = find_version(code, number)
        if isinstance(version, str):
            self.refuse(version)
            return
        try:
            draft = export_framework(version=version, folder=folder)
        except OSError as reason:
            self.refuse(f"{folder} cannot be written: {reason.strerror}. Choose another folder.")
            return
        self.stdout.write(f"Wrote {version} to {folder}: {len(draft.rules.roles):,} roles, {len(draft.rules.requirements):,} requirements.")

    def refuse(self, sentence: str) -> None:
        self.stderr.write(sentence)
        raise SystemExit(2)


def find_version(code: str, number: int | None) -> FrameworkVersion | str:
    """Return the version asked for, or the sentence that says why there is none."""
    versions = FrameworkVersion.objects.filter(framework__code=code).select_related("framework").order_by("-number")
    found = versions.filter(number=number).first() if number is not None else versions.first()
    if found:
        return found
    known = ", ".join(Framework.objects.order_by("code").values_list("code", flat=True)) or "none"
    numbers = ", ".join(str(version.number) for version in versions.reverse())
    return (
        f"{code} has no version {number}; it has: {numbers}."
        if numbers
        else f"There is no framework {code} with a version; known: {known}."
    )
