"""The Celery application: eager in tests, on a worker when one runs, never eager in production."""

import pytest

from config.celery import app
from tests.conftest import Worker


def test_tasks_run_in_the_caller_unless_a_test_asks_for_a_worker():
    assert app.conf.task_always_eager


@pytest.mark.worker
@pytest.mark.parametrize("time", ["first", "second"])
def test_a_worker_answers_and_does_what_it_is_sent(celery_worker_process: Worker, time: str):
    assert app.control.inspect([celery_worker_process.name], timeout=10).ping() == {celery_worker_process.name: {"ok": "pong"}}
    assert not app.conf.task_always_eager
    result = app.send_task("celery.accumulate", args=[1])
    celery_worker_process.wait_until(lambda: f"{result.id}] succeeded" in celery_worker_process.log.read_text())
