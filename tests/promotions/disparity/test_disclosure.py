"""People who did not disclose, given to either group in every way."""

from hypothesis import given

from promotions.disparity import undisclosed
from tests.promotions.disparity.cases import groups, law


@law
@given(groups(12), groups(12), groups(6, 0))
def test_the_bounds_are_those_of_all_reallocations(focal, ref, unknown):
    promoted, people = unknown
    ratios = []
    for i in range(promoted + 1):
        for j in range(people - promoted + 1):
            a, n1 = focal[0] + i, focal[1] + i + j
            c, n0 = ref[0] + promoted - i, ref[1] + people - i - j
            ratios.append(a / n1 / (c / n0) if c else None)
    found = undisclosed(promoted_focal=focal[0], n_focal=focal[1], promoted_ref=ref[0], n_ref=ref[1], promoted_nd=promoted, n_nd=people)
    known = [ratio for ratio in ratios if ratio is not None]
    if found.ir_min is not None:
        assert abs(found.ir_min - min(known)) < 1e-9
    if found.ir_max is None:
        assert None in ratios
    else:
        assert abs(found.ir_max - max(known)) < 1e-9


def test_nobody_has_no_coverage():
    found = undisclosed(promoted_focal=0, n_focal=0, promoted_ref=0, n_ref=0, promoted_nd=0, n_nd=0)
    assert (found.coverage, found.ir_observed, found.ir_min, found.ir_max) == (None, None, None, None)
