"""Schedules: where they begin, peak and end."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nncore.schedules import SCHEDULES, constant, cosine, one_cycle, warm_up

DENSE = [done / 1000 for done in range(1001)]


def test_schedules_go_by_their_names() -> None:
    assert {
        "constant": constant,
        "cosine": cosine,
        "one-cycle": one_cycle,
        "warm-up": warm_up,
    } == SCHEDULES


@pytest.mark.parametrize("name", SCHEDULES)
@given(done=st.floats(0, 1))
def test_every_factor_is_at_most_the_full_rate_and_never_negative(name: str, done: float) -> None:
    assert 0 <= SCHEDULES[name](done) <= 1


@pytest.mark.parametrize("name", SCHEDULES)
def test_every_schedule_moves_from_the_first_step_and_reaches_the_full_rate(name: str) -> None:
    assert SCHEDULES[name](0.0) > 0
    assert max(map(SCHEDULES[name], DENSE)) == pytest.approx(1.0)


@pytest.mark.parametrize("name", SCHEDULES)
def test_no_schedule_jumps(name: str) -> None:
    factors = map(SCHEDULES[name], DENSE)

    assert max(abs(after - before) for before, after in pairwise(factors)) < 0.025


def test_constant_stays() -> None:
    assert [constant(done / 10) for done in range(11)] == [1.0] * 11


def test_cosine_falls_to_nothing() -> None:
    factors = [cosine(done / 10) for done in range(11)]

    assert factors[0] == 1.0
    assert factors == sorted(factors, reverse=True)
    assert factors[5] == pytest.approx(0.5)
    assert factors[-1] == pytest.approx(0.0)


def test_one_cycle_rises_for_three_tenths_and_falls_to_next_to_nothing() -> None:
    factors = [one_cycle(done) for done in DENSE]

    assert factors[0] == pytest.approx(1 / 25)
    assert factors[150] == pytest.approx((1 + 1 / 25) / 2)
    assert factors[300] == pytest.approx(1.0)
    assert factors[650] == pytest.approx((1 + 1e-4) / 2)
    assert factors[-1] == pytest.approx(1e-4)
    assert factors[:301] == sorted(factors[:301])
    assert factors[300:] == sorted(factors[300:], reverse=True)


def test_warm_up_rises_in_a_line_over_a_twentieth_and_then_falls_as_cosine() -> None:
    factors = [warm_up(done) for done in DENSE]
    rises = [after - before for before, after in pairwise(factors[:51])]

    assert factors[0] == pytest.approx(0.01)
    assert rises == pytest.approx([0.99 / 50] * 50)
    assert factors[50] == pytest.approx(1.0)
    assert factors[50:] == pytest.approx([cosine(step / 950) for step in range(951)])
    assert factors[-1] == pytest.approx(0.0)
