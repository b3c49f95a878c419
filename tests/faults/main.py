"""The fault tests' command: `tests/faults/run --schedules N --seed S`; `--only K` plays one of them again."""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import django

from tests.faults.private import Broker, Cluster, can_run

COMPANY_ZONE = "Europe/Paris"  # its clocks change twice a year
TALLY = "tally "
TOTALS = ("run", "compared", "differing", "broken")


def parsed(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="tests/faults/run", description="Disturb the nightly run in every way and compare what is left.")
    parser.add_argument("--schedules", type=int, default=200, help="how many schedules (default 200)")
    parser.add_argument("--seed", type=int, default=1, help="another seed, other schedules (default 1)")
    parser.add_argument("--first", type=int, default=0, metavar="K", help="begin with schedule K: a long run in portions (default 0)")
    parser.add_argument("--only", type=int, default=None, metavar="K", help="play schedule K alone")
    parser.add_argument("--lanes", type=int, default=1, help="play on so many private sets of services side by side (default 1)")
    parser.add_argument("--keep", action="store_true", help="keep the temporary folders with the logs")
    parser.add_argument("--lane", type=int, default=None, help=argparse.SUPPRESS)  # a lane's own process
    return parser.parse_args(arguments)


def main(arguments: list[str]) -> int:
    asked = parsed(arguments)
    if not can_run():
        sys.exit("PostgreSQL's initdb or redis-server was not found. Install both: the fault tests start their own.")
    return lead(arguments, asked.lanes) if asked.lane is None else in_lane(asked)


def lead(arguments: list[str], lanes: int) -> int:
    """Play the schedules in lanes, each a process of its own; add up what they come to."""
    began = time.monotonic()
    command = [sys.executable, "-m", "tests.faults.main", *arguments, "--lane"]
    running = [subprocess.Popen([*command, str(lane)], stdout=subprocess.PIPE, text=True) for lane in range(lanes)]
    with ThreadPoolExecutor(lanes) as readers:
        tallies = list(readers.map(relay, running))
    counts = sum((tally for tally in tallies), Counter[str]())
    crashed = sum(process.wait() != 0 for process in running)
    for name in sorted(set(counts) - set(TOTALS)):
        print(f"{counts[name]:5} {name}")
    print(
        f"{time.monotonic() - began:.0f} s in all; schedules in which a law was broken: {counts['broken']}; lanes that crashed: {crashed}"
    )
    print(f"schedules run: {counts['run']}, rows compared: {counts['compared']}, rows that differ: {counts['differing']}")
    return 1 if crashed or counts["broken"] or counts["differing"] or not counts["run"] else 0


def relay(process: "subprocess.Popen[str]") -> Counter[str]:
    """Print what a lane says as it says it, and return its tally."""
    tally = Counter[str]()
    assert process.stdout
    for line in process.stdout:
        if line.startswith(TALLY):
            tally.update(json.loads(line.removeprefix(TALLY)))
        else:
            print(line, end="", flush=True)
    return tally


def in_lane(asked: argparse.Namespace) -> int:
    memory = Path("/dev/shm")  # noqa: S108  # processes crash here, not the machine: what was synced to memory survives as on a disk
    folder = Path(tempfile.mkdtemp(prefix="pathways-faults-", dir=memory if os.access(memory, os.W_OK) else None))
    folder.chmod(0o755)  # PostgreSQL runs as another user than root
    cluster, broker = Cluster(folder), Broker(folder)
    try:
        cluster.start()
        broker.start()
        set_up_django(cluster, broker)
        play(asked, folder, cluster, broker)
        return 0
    finally:
        broker.crash()
        cluster.crash()
        if asked.keep:
            print(f"Kept: {folder}")
        else:
            shutil.rmtree(folder, ignore_errors=True)


def set_up_django(cluster: Cluster, broker: Broker) -> None:
    """Read the settings, here and in every process started from here, with the private services in the environment."""
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "DATABASE_URL": cluster.address("lived"),
        "REDIS_URL": broker.address,
        "TIME_ZONE": COMPANY_ZONE,
        "LOG_LEVEL": "ERROR",
    }
    django.setup()


def play(asked: argparse.Namespace, folder: Path, cluster: Cluster, broker: Broker) -> None:
    from tests.faults.conductor import Stage
    from tests.faults.schedules import schedule

    numbers = [asked.only] if asked.only is not None else range(asked.first, asked.first + asked.schedules)
    began = time.monotonic()
    stage = Stage(folder, cluster, broker)
    print(f"Lane {asked.lane}: the company is founded and two workers are started, {time.monotonic() - began:.1f} s.", flush=True)
    tally = Counter[str]()
    try:
        for number in numbers[asked.lane :: asked.lanes]:
            drawn = schedule(asked.seed, number)
            started = time.monotonic()
            outcome = stage.play(drawn)
            tally.update(
                outcome.counts | Counter(run=1, compared=outcome.compared, differing=outcome.differing, broken=int(bool(outcome.wrong)))
            )
            seconds = time.monotonic() - started
            print(f"{number}: {seconds:.1f} s, {outcome.compared} rows, {outcome.differing} differ   {drawn.brief()}", flush=True)
            if outcome.wrong:
                print(f"WRONG {drawn}\n  " + "\n  ".join(outcome.wrong), flush=True)
    finally:
        print(TALLY + json.dumps(tally), flush=True)
        stage.close()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
