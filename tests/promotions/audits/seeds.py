"""What audits say of many demo companies: how often they find what was planted, and how often something where nothing was.

`python -m tests.promotions.audits.seeds --seeds 50` makes each company in a scratch SQLite file, asks the same audits of each, and prints
the rates. At parity: disability and age at four steps, sex at three steps in every family but the unequal one, ethnic group within strata.
Each audit stands alone: none is refused for another's sake. A command, no test: fifty companies take an hour.
"""

import argparse
import datetime as dt
import os
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

TODAY = dt.date(2026, 6, 30)
FIRST, LAST = 2022, 2025
Asked = tuple[str, dict[str, Any], str]  # what it is about, the question, the group that is looked at ("" for every one)


def at_parity(families: dict[str, Any]) -> Iterator[Asked]:
    """Yield the audits of what nobody tampered with."""
    from promotions.demo import truths

    steps = ("eligible-promoted", "eligible-nominated", "nominated-promoted", "ready-promoted")
    for attribute, reference in (("disability", "no"), ("birth_year", "")):
        for stage in steps:
            yield attribute, {"attribute": attribute, "stage": stage, "reference": reference}, ""
    for code, family in families.items():
        if code != truths.UNEQUAL_FAMILY:
            for stage in ("eligible-promoted", "eligible-nominated", "nominated-promoted"):
                yield "sex", {"attribute": "sex", "stage": stage, "reference": "man", "family": family}, ""
    yield "ethnicity", {"attribute": "ethnicity", "reference": "White"}, ""


def planted(families: dict[str, Any]) -> Iterator[Asked]:
    from promotions.demo import truths

    unequal = {"attribute": "sex", "reference": "man", "family": families[truths.UNEQUAL_FAMILY]}
    yield "women decided against though ready", unequal | {"stage": "ready-promoted"}, truths.UNEQUAL_SEX
    yield "the gap that vanishes by family", {"attribute": "ethnicity", "reference": "White"}, truths.SIMPSON_GROUP


def answer(question: dict[str, Any]) -> Any:  # Any: what JSON holds
    from promotions.audits import runs
    from promotions.models import Audit

    audit = Audit.objects.create(first_cycle=FIRST, last_cycle=LAST, purpose="How often audits are wrong.", **question)
    runs.run(audit.pk)
    audit.refresh_from_db()
    audit.delete()
    return audit.result or {"comparisons": [], "refused": audit.error}


def found(about: str, one: dict[str, Any]) -> bool:
    """Say whether the planted truth shows: as a clear gap, or as one that is gone within strata."""
    if about.startswith("women"):
        return str(one["verdict"]) == "Disparity likely"
    return one["pooled"]["ratio"] < 0.85 and one["pooled"]["p"] < 0.05 and one["verdict"] in {"No evidence", "Not enough data"}


def verdicts_alone() -> None:
    """Leave out what stands beside the verdicts: curves, units and models cost most of the time and change none of them."""
    from promotions.audits import findings

    for name in ("_times", "units_of", "ladder_of"):
        setattr(findings, name, lambda *_: None)


def look(seed: int, employees: int, tally: Counter[str]) -> None:
    """Make one company and add up what its audits say."""
    from pathways.models import JobFamily
    from promotions.demo import loading

    loading.load(count=employees, seed=seed, today=TODAY, profiles=False)
    families = {family.code: family for family in JobFamily.objects.all()}
    for about, question, group in at_parity(families):
        result = answer(question)
        tally["audits at parity"] += 1
        tally["refused"] += "refused" in result
        judged = [one["verdict"] for one in result["comparisons"] if not group or one["group"] == group]
        tally["comparisons at parity"] += len(judged)
        tally["audits with a false Disparity likely"] += "Disparity likely" in judged
        for verdict in judged:
            tally[f"at parity: {verdict}"] += 1
            if verdict == "Disparity likely":
                tally[f"false by {about}, {question.get('stage', 'eligible-promoted')}"] += 1
    for about, question, group in planted(families):
        ones = [one for one in answer(question)["comparisons"] if one["group"] == group]
        tally[f"found: {about}"] += bool(ones) and found(about, ones[0])


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=50)
    parser.add_argument("--first", type=int, default=1)
    parser.add_argument("--employees", type=int, default=2000)
    parser.add_argument("--whole", action="store_true", help="with curves, units and models: they change no verdict")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        empty, scratch = Path(folder, "empty.sqlite3"), Path(folder, "scratch.sqlite3")
        os.environ.update(DJANGO_SETTINGS_MODULE="config.settings", SQLITE_PATH=str(empty), DATABASE_URL="", REDIS_URL="")
        import django

        django.setup()
        from django.core.management import call_command
        from django.db import connection

        call_command("migrate", verbosity=0)
        if not asked.whole:
            verdicts_alone()
        tally: Counter[str] = Counter()
        started = time.perf_counter()
        for seed in range(asked.first, asked.first + asked.seeds):
            connection.close()
            shutil.copyfile(empty, scratch)
            connection.settings_dict["NAME"] = str(scratch)
            look(seed, asked.employees, tally)
            print(f"seed {seed}, {time.perf_counter() - started:.0f} s", dict(tally), flush=True)
    for line, count in sorted(tally.items()):
        print(f"{count:>7,}  {line}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
