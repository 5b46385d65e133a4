"""The line that says how far a bulk reading is."""

from __future__ import annotations

import pytest

from detente.engine.bulk_status import Status, duration


def test_rate_and_time_left_are_those_of_late() -> None:
    status = Status(size=1000, passed=500)
    for now, begun, read in ((0.0, 0, 0), (10.0, 50, 100)):
        status.begun, status.read = begun, read
        status.mark(now)
    assert status.line() == "60.0 % | 50 articles | 5.0 a second | 40 s left"
    for now in range(20, 400, 10):  # slower since: only what is recent counts
        status.begun += 10
        status.read += 1
        status.mark(float(now))
    assert status.rate() == pytest.approx(1.0)


def test_nothing_is_foretold_before_anything_is_read() -> None:
    status = Status(size=0)
    status.mark(0.0)
    assert status.line() == "0 articles"
    status.waiting = "starting Ray"
    assert status.line() == "starting Ray"


@pytest.mark.parametrize(
    ("seconds", "words"), [(0.4, "0 s"), (61, "1 min"), (5400, "90 min"), (7260, "2 h 1 min")]
)
def test_durations_in_words(seconds: float, words: str) -> None:
    assert duration(seconds) == words
