import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.train.plots.scales import LinearScale, LogScale, round_step


def words(scale: LinearScale | LogScale, most: int) -> list[str]:
    return [tick.text for tick in scale.ticks(most)]


def test_numbers_are_round_and_have_separators() -> None:
    assert words(LinearScale(0, 2.5), 6) == ["0.0", "0.5", "1.0", "1.5", "2.0", "2.5"]
    assert words(LinearScale(0, 43_000), 5) == ["0", "10,000", "20,000", "30,000", "40,000"]
    assert words(LinearScale(0, 1, 100, " %"), 4) == ["0 %", "25 %", "50 %", "75 %", "100 %"]
    assert words(LinearScale(0, 0.1), 4) == ["0.000", "0.025", "0.050", "0.075", "0.100"]


def test_powers_of_ten_have_numbers_between_them_where_there_is_room() -> None:
    assert words(LogScale(0.1, 10), 8) == ["0.1", "0.2", "0.5", "1", "2", "5", "10"]
    assert words(LogScale(0.1, 10), 3) == ["0.1", "1", "10"]
    assert words(LogScale(1e-6, 1e8), 20)[0] == "10⁻⁶"
    assert words(LogScale(1e-6, 1e-5), 8) == ["10⁻⁶", "2·10⁻⁶", "5·10⁻⁶", "10⁻⁵"]
    assert len(words(LogScale(1e-6, 1e38), 6)) <= 7


def test_very_small_and_very_large_numbers_are_written_as_people_write_them() -> None:
    assert words(LinearScale(0, 2.4e-6), 3) == ["0.000000", "0.000001", "0.000002"]
    assert words(LinearScale(0, 1.2e-6), 3) == ["0", "5·10⁻⁷", "1·10⁻⁶"]
    assert words(LinearScale(0, 3e8), 3) == ["0", "1·10⁸", "2·10⁸", "3·10⁸"]


@given(st.floats(-1e9, 1e9), st.floats(1e-6, 1e9), st.integers(2, 12))
def test_an_axis_has_a_few_numbers_all_of_them_on_it(low: float, extent: float, most: int) -> None:
    scale = LinearScale(low, low + max(extent, abs(low) * 1e-6))
    ticks = scale.ticks(most)
    assert len(ticks) <= most + 1
    spare = 1e-6 * (scale.high - scale.low)
    assert all(scale.low - spare <= tick.value <= scale.high + spare for tick in ticks)


@given(st.floats(1e-9, 1e12), st.integers(1, 20))
def test_a_round_step_divides_an_extent_into_few_parts(extent: float, most: int) -> None:
    step = round_step(extent, most)
    assert extent / step <= most * (1 + 1e-6)
    assert f"{step:e}"[:3] in {"1.0", "2.0", "2.5", "5.0"}


def test_heights_are_numbers_as_they_are_shown_or_their_powers_of_ten() -> None:
    np.testing.assert_allclose(LinearScale(0, 4).heights(np.array([0.0, 1, 4])), [0, 1, 4])
    percent = LinearScale(0, 1, 100, " %")
    np.testing.assert_allclose(percent.heights(np.array([0.0, 0.5, 1])), [0, 50, 100])
    powers = LogScale(0.01, 100).heights(np.array([0.01, 1, 100]))
    np.testing.assert_allclose(powers, [-2, 0, 2])


def test_nothing_lies_below_a_logarithmic_axis() -> None:
    assert np.isfinite(LogScale(0.01, 1).heights(np.array([0.0]))).all()


def test_losses_can_be_shown_in_another_unit() -> None:
    bits = 1 / np.log(2)
    linear, logarithmic = LinearScale(0.0, np.log(2), bits), LogScale(0.1, 10.0, bits)
    assert [tick.text for tick in linear.ticks(3)] == ["0.0", "0.5", "1.0"]
    (one,) = (tick for tick in logarithmic.ticks(20) if tick.text == "1")
    assert one.value == pytest.approx(np.log(2))
    assert logarithmic.heights(np.array([np.log(2)])) == pytest.approx(0.0)
    np.testing.assert_allclose(logarithmic.numbers(np.array([np.log(2)])), 1.0)
