"""Tables for the tests of laws, and the worked examples."""

import json
import math
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st

EXAMPLES = {example["id"]: example for example in json.loads((Path(__file__).parent / "examples.json").read_text())["examples"]}


law = settings(deadline=None, max_examples=40)  # the first call of all imports scipy, which no deadline of a single case allows for


def inputs(name):
    """The inputs of an example as keyword arguments."""
    given = EXAMPLES[name]["inputs"]
    return {key: value for key, value in given.items() if key != "type"}


def groups(most=40, least=1):
    """(promoted, people) of one group."""
    return st.integers(least, most).flatmap(lambda people: st.tuples(st.integers(0, people), st.just(people)))


def tables(most=40, least=1):
    """Arguments of compare_two."""
    return st.tuples(groups(most, least), groups(most, least)).map(lambda pair: (*pair[0], *pair[1]))


def strata(most=12, many=4):
    """Tables of strata, [[focal yes, focal no], [reference yes, reference no]]."""
    cell = st.integers(0, most)
    table = st.tuples(st.tuples(cell, cell), st.tuples(cell, cell)).map(lambda rows: [list(row) for row in rows])
    return st.lists(table, min_size=1, max_size=many)


def same(found, expected):
    """Say whether a figure is the one expected: six digits, and nothing only where nothing is expected."""
    if isinstance(expected, list):
        return len(found) == len(expected) and all(map(same, found, expected))
    if found is None or expected is None or isinstance(expected, str | bool):
        return found == expected
    return math.isclose(found, expected, rel_tol=1e-6, abs_tol=1e-9 if 1e-12 < abs(expected) < 1e-6 else 0.0)
