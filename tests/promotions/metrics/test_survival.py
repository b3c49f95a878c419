"""The Kaplan–Meier median, worked by hand."""

import pytest

from promotions.metrics.survival import median


def test_the_median_worked_out_on_paper():
    # Ten people held the role.
    #   after  6 months: 2 moved, 1 still there   at risk 10   S = 8/10                  = 0.8
    #   after 12 months: 1 moved, 2 still there   at risk  7   S = 0.8 · 6/7             = 0.686
    #   after 18 months: 1 moved                  at risk  4   S = 0.686 · 3/4           = 0.514
    #   after 24 months: 1 moved                  at risk  3   S = 0.514 · 2/3           = 0.343 ≤ 0.5
    #   after 30 months: 2 still there
    # The plain median of the five who moved would be 12: it forgets those who stay.
    assert median({6: (2, 1), 12: (1, 2), 18: (1, 0), 24: (1, 0), 30: (0, 2)}) == 24


@pytest.mark.parametrize(
    ("people", "months"),
    [
        ({}, None),  # nobody
        ({5: (0, 20)}, None),  # nobody moved yet
        ({5: (4, 0), 9: (0, 6)}, None),  # 0.6 stay for good
        ({5: (5, 0), 9: (0, 5)}, 5),  # exactly half: S ≤ 0.5 is reached
        ({0: (3, 0), 7: (1, 0)}, 0),  # most moved within the first month
        ({7: (1, 0)}, 7),  # one person
        ({1: (1, 0), 2: (1, 0), 3: (1, 0), 4: (1, 0)}, 2),
        ({2: (0, 3), 5: (1, 1)}, 5),  # at risk 2 when one moves: S = 0.5
    ],
)
def test_every_edge_has_an_answer(people, months):
    assert median(people) == months
