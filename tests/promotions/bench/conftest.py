"""A bench company of forty people in the test database, its first night over, computed in this process."""

import pytest
from django.utils import timezone

from promotions.bench import company
from promotions.bench.bench import Bench
from promotions.bench.nights import night
from promotions.nights.shards import run_shard

DAY = timezone.localdate()  # that of pages, and of what is worked out at once
PEOPLE = 40


class InThisProcess:
    """What the nights ask of workers, without processes: the database of a test on SQLite is seen by one process only."""

    def compute(self, shard_ids, *, at_once):
        assert at_once in (1, 2)
        for shard_id in shard_ids:
            run_shard(shard_id)

    def megabytes(self):
        return 1.0


@pytest.fixture
def bench(transactional_db):
    company.load(PEOPLE, 1, DAY)
    here = InThisProcess()
    return Bench(DAY, PEOPLE, 1, here, night(DAY, here, full=True))
