"""What a reader waits for: My path of random people beside an empty view, on an idle machine and during a run."""

import datetime as dt
import time
from collections.abc import Callable, Iterator, Mapping
from http.client import HTTPConnection
from itertools import cycle

from employees.models import Employee
from promotions.bench.figures import Figure, figure, percentile, ratio
from promotions.bench.line import leader_of_many
from promotions.bench.nights import change, night_in_this_process, settle
from promotions.bench.site import EMPTY, milliseconds, signed_in, site
from promotions.bench.workers import Workers

READERS = 200
SECONDS = 6  # of asking, at least, a phase
WARM_UP = 1

Pages = Mapping[str, Iterator[tuple[str, str]]]  # name → addresses and cookies, without end
Times = dict[str, list[float]]  # name → milliseconds


def measure(on: dt.date, repeats: int, workers: Workers) -> dict[str, Figure]:
    """Ask for the pages in turn, one at a time; then again while one process runs a night after 2 % have changed."""
    cookies = [signed_in(person)[1] for person in Employee.objects.order_by("?")[:READERS]]
    own: Pages = {"empty": cycle([(EMPTY, "")]), "path": cycle([("/", cookie) for cookie in cookies])}
    every: Pages = {**own, "line": cycle([("/people/", signed_in(leader_of_many())[1])])}
    with site() as door:
        _asked(door, every, _for(WARM_UP))
        turns = [(_asked(door, every, _for(SECONDS)), _during_nights(door, own, on, workers, number)) for number in range(repeats)]
    idle, busy = (_summed(times) for times in zip(*turns, strict=True))
    return {
        "page_to_empty": ratio(idle["path"][0], idle["empty"][0]),
        "page_of_a_line_to_empty": ratio(idle["line"][0], idle["empty"][0]),
        "page_during_run_to_idle": ratio(busy["path"][1], idle["path"][1]),
        "page_median_during_run_to_idle": ratio(busy["path"][0], idle["path"][0]),
        "empty_milliseconds": figure(idle["empty"][0]),
        "page_milliseconds": figure(idle["path"][0]),
        "page_milliseconds_p99": figure(idle["path"][1]),
        "page_of_a_line_milliseconds": figure(idle["line"][0]),
    }


def _during_nights(door: HTTPConnection, pages: Pages, on: dt.date, workers: Workers, number: int) -> Times:
    change(50, number)
    settle()
    times: Times = {name: [] for name in pages}
    over = _for(SECONDS)
    while not over():
        night = workers.begin(night_in_this_process, on)
        for name, more in _asked(door, pages, night.done).items():
            times[name] += more
        night.result()
    return times


def _for(seconds: float) -> Callable[[], bool]:
    end = time.perf_counter() + seconds
    return lambda: time.perf_counter() > end


def _asked(door: HTTPConnection, pages: Pages, over: Callable[[], bool]) -> Times:
    times: Times = {name: [] for name in pages}
    door.close()  # the server ends a connection that was silent for two seconds; the next request opens another
    while not over():
        for name, addresses in pages.items():
            times[name].append(milliseconds(door, *next(addresses)))
    return times


def _summed(turns: tuple[Times, ...]) -> dict[str, tuple[list[float], list[float]]]:
    """Return by page the median and the 99th percentile of each turn."""
    return {name: ([percentile(t[name], 0.5) for t in turns], [percentile(t[name], 0.99) for t in turns]) for name in turns[0]}
