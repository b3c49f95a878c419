"""That audits are measured on a company in which they have an answer. How long they take is never asserted."""

import pytest

from promotions.bench import audits
from promotions.models import Audit
from tests.promotions.bench.conftest import DAY

PEOPLE = 500


class AtOnce:
    """A worker that is this process."""

    def begin(self, action, *given):
        answer = action(*given)
        return type("Done", (), {"result": lambda self: answer})()

    def megabytes(self):
        return 1.0


@pytest.mark.django_db(transaction=True)
def test_every_audit_of_the_bench_is_answered_and_compares():
    found = audits.measure(PEOPLE, 1, DAY, AtOnce())
    assert {"audit_seconds", "audit_crossed_seconds", "audit_of_nominations_seconds", "audit_megabytes"} <= found.keys()
    asked = Audit.objects.filter(first_cycle=DAY.year - audits.CYCLES)
    assert [audit.status for audit in asked] == ["done"] * len(audits.ASKED)
    assert Audit.objects.get(attribute="sex", crossed_with="", first_cycle=DAY.year - audits.CYCLES).result["comparisons"]
    assert found["audit_rows"].median > PEOPLE * audits.CYCLES / 2


@pytest.mark.django_db(transaction=True)
def test_no_figure_of_an_audit_that_was_refused():
    with pytest.raises(RuntimeError, match="No figure is worth printing: the audit was refused"):
        audits.answered(DAY.year - 1, DAY.year - 1, {"attribute": "sex"})
