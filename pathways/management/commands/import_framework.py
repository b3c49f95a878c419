"""`manage.py import_framework`: take in a framework as a draft version."""

import datetime as dt
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils import timezone

from pathways.frameworks import gdad, onet, plain
from pathways.frameworks.draft import Draft
from pathways.models import FrameworkVersion
from pathways.services.frameworks import PublicationError, SavedDraft, publish, save_draft
from skills.services import ScaleConflictError
from skills.tables import RowError, TableErrors

READERS: dict[str, Callable[[Path], Draft]] = {"pathways": plain.read, "gdad": gdad.read, "onet": onet.read}


class Command(BaseCommand):
    help = "Import a framework as a draft version. The same content again changes nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("path", type=Path, metavar="DIR|FILE", help="the folder with the framework; for gdad, roles.csv alone will do")
        parser.add_argument("--format", dest="form", choices=sorted(READERS), required=True, help="how the framework is written")
        parser.add_argument("--dry-run", action="store_true", help="say what would happen and write nothing")
        parser.add_argument("--publish", action="store_true", help="put the version into force")
        parser.add_argument(
            "--effective-from", type=dt.date.fromisoformat, metavar="YYYY-MM-DD", help="with --publish: from this day on (default: today)"
        )
        parser.add_argument("--name", default="", help="call the framework so, instead of as its source does")

    def handle(self, *, path: Path, form: str, **options: Any) -> None:  # Any: Django hands on every option
        try:
            self.take_in(path, form, **options)
        except (TableErrors, RowError) as faults:
            self.refuse(str(faults))
        except (ScaleConflictError, PublicationError) as reason:
            self.refuse(f"{path}:1:1: {reason}")

    def refuse(self, sentences: str) -> None:
        self.stderr.write(sentences)
        raise SystemExit(2)

    # Any: the options that every command of Django has
    def take_in(self, path: Path, form: str, *, dry_run: bool, publish: bool, effective_from: dt.date | None, name: str, **_: Any) -> None:
        if effective_from and not publish:
            raise PublicationError("--effective-from says when a version comes into force; give --publish with it.")
        draft = renamed(READERS[form](path), name)
        self.describe(draft, path, form)
        with transaction.atomic():
            saved = save_draft(draft=draft, source=path.resolve().name, by=None)
            self.tell(saved, dry_run=dry_run)
            if publish:
                self.put_into_force(saved.version, effective_from or timezone.localdate())
            elif saved.version.status == FrameworkVersion.Status.DRAFT:
                self.stdout.write("Next: read it through in the admin pages, then run this again with --publish.")
            transaction.set_rollback(dry_run)
        if dry_run:
            self.stdout.write("Dry run: nothing was written.")

    def describe(self, draft: Draft, path: Path, form: str) -> None:
        self.stdout.write(f"Read {path} as {form}: {draft.framework.name}\n  {counts(draft)}")
        if draft.oddities:
            self.stdout.write("Oddities met, and how each was treated:")
        for oddity in draft.oddities:
            self.stdout.write(f"  - {oddity}")

    def tell(self, saved: SavedDraft, *, dry_run: bool) -> None:
        self.stdout.write(f"Skills catalogue: {saved.catalogue.created:,} rows new, {saved.catalogue.updated:,} updated.")
        self.stdout.write(f"Names of families, tracks and levels: {saved.labels.created:,} new, {saved.labels.updated:,} updated.")
        if saved.nothing_changed:
            self.stdout.write(f"Nothing changed: {saved.version} says the same already.")
        elif not saved.is_new:
            self.stdout.write(f"No new version: {saved.version} has the same roles, requirements and moves.")
        else:
            for kind, (new, gone) in saved.differences.items():
                self.stdout.write(f"  {kind}: {new:,} new or changed, {gone:,} gone or changed")
            self.stdout.write(f"{'Would be saved' if dry_run else 'Saved'} as {saved.version}, a draft.")

    def put_into_force(self, version: FrameworkVersion, effective_from: dt.date) -> None:
        if version.status == FrameworkVersion.Status.PUBLISHED:
            self.stdout.write(f"{version} is published already, in force from {version.effective_from}.")
            return
        publish(version=version, effective_from=effective_from, by=None)
        self.stdout.write(f"Published: {version} is in force from {version.effective_from}; review due {version.review_due}.")


def renamed(draft: Draft, name: str) -> Draft:
    """Return the draft with another name for its framework; unchanged without one."""
    return replace(draft, framework=replace(draft.framework, name=name)) if name else draft


def counts(draft: Draft) -> str:
    shapes = Counter(family.shape for family in draft.labels.families)
    drawn = ", ".join(f"{count} {shape}" for shape, count in sorted(shapes.items()))
    numbers = {
        "family groups": len(draft.labels.family_groups),
        f"job families ({drawn})": len(draft.labels.families),
        "levels": len(draft.labels.levels),
        "roles": len(draft.rules.roles),
        "skills": len(draft.catalogue.skills),
        "requirements": len(draft.rules.requirements),
        "credential requirements": len(draft.rules.credential_requirements),
        "project requirements": len(draft.rules.project_requirements),
        "transitions": len(draft.rules.transitions),
    }
    return ", ".join(f"{count:,} {what}" for what, count in numbers.items() if count)
