"""Schedules: where they begin and end."""

import pytest

from nncore.schedules import SCHEDULES, constant, cosine


@pytest.mark.parametrize("name", SCHEDULES)
def test_every_schedule_begins_at_the_full_rate(name: str) -> None:
    assert SCHEDULES[name](0.0) == 1.0


def test_constant_stays() -> None:
    assert [constant(done / 10) for done in range(11)] == [1.0] * 11


def test_cosine_falls_to_nothing() -> None:
    factors = [cosine(done / 10) for done in range(11)]

    assert factors == sorted(factors, reverse=True)
    assert factors[5] == pytest.approx(0.5)
    assert factors[-1] == pytest.approx(0.0)
