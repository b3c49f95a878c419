"""`manage.py demo`: load the demo company, print what came in and whom to sign in as."""

import time
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from promotions.demo import PASSWORD, erasing, lately, loading, nights, personas, promised, pulses, ratings, reviewing, talking
from promotions.demo.organisation import SMALLEST

LARGEST = 1_000_000
SEED = 1


class Command(BaseCommand):
    help = "Load the demo company: a hospital, a software house, shops, a consultancy and a trades academy, made from a seed."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--employees", type=int, default=2000, help="how many people work there today (default 2,000)")
        parser.add_argument("--seed", type=int, default=SEED, help="another seed, another company")
        parser.add_argument("--personas", action="store_true", help="only print whom to sign in as")
        parser.add_argument("--force", action="store_true", help="replace the demo company that is there already")

    def handle(self, *args: Any, **options: Any) -> None:  # Any: as Django calls it
        if not options["personas"]:
            self._load(options["employees"], options["seed"], force=options["force"])
        self._print_personas()

    def _load(self, employees: int, seed: int, *, force: bool) -> None:
        _refuse_what_must_not_be(employees, seed, force=force)
        started = time.perf_counter()
        if force and erasing.holds_people():
            erasing.erase()
        today = timezone.localdate()
        loading.load(count=employees, seed=seed, today=today, progress=self._say)
        nights.play(today)
        lately.play(today)
        promised.play(today)
        ratings.play(today)
        talking.play(today)
        reviewing.play(today)
        pulses.play(today, seed)
        self._say("a night a month ago, and what followed")
        counts = ", ".join(f"{count:,} {name}" for name, count in loading.counts())
        self.stdout.write(f"The demo company is loaded in {time.perf_counter() - started:.1f} seconds: {counts}.")

    def _say(self, part: str) -> None:
        if self.verbosity_asked > 1:
            self.stdout.write(f"  {part}")

    def execute(self, *args: Any, **options: Any) -> str | None:  # Any: as Django calls it
        self.verbosity_asked = int(options["verbosity"])
        return super().execute(*args, **options)

    def _print_personas(self) -> None:
        self.stdout.write(f"\nSign in with the password {PASSWORD} as\n")
        for persona in personas():
            self.stdout.write(f"  {persona.email:<38} {persona.name:<16} {persona.role_words:<34} {persona.see}")


def _refuse_what_must_not_be(employees: int, seed: int, *, force: bool) -> None:
    if settings.PRODUCTION:
        raise CommandError("The demo company has accounts whose password everybody knows. It is not loaded in production.", returncode=2)
    if not SMALLEST <= employees <= LARGEST:
        raise CommandError(f"--employees is {employees:,}; expected {SMALLEST} to {LARGEST:,}.", returncode=2)
    if seed < 0:
        raise CommandError(f"--seed is {seed}; expected a whole number from 0 up.", returncode=2)
    if erasing.holds_people() and not (force and erasing.holds_only_the_demo()):
        raise CommandError(_occupied(), returncode=2)


def _occupied() -> str:
    if erasing.holds_only_the_demo():
        return "This database already holds the demo company. Give --force to replace it."
    return "This database already holds people who are not the demo's. Nothing was changed; give the demo a database of its own."
