import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.training.plots.scales import LinearScale, LogScale, round_step


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
    assert len(words(LogScale(1e-6, 1e38), 6)) <= 7


@given(st.floats(-1e9, 1e9), st.floats(1e-6, 1e9), st.integers(2, 12))
def test_an_axis_has_a_few_numbers_all_of_them_on_it(low: float, extent: float, most: int) -> None:
    scale = LinearScale(low, low + max(extent, abs(low) * 1e-6))
    ticks = scale.ticks(most)
    assert len(ticks) <= most + 1
    assert all(-1e-6 <= scale.place(tick.value) <= 1 + 1e-6 for tick in ticks)


@given(st.floats(1e-9, 1e12), st.integers(1, 20))
def test_a_round_step_divides_an_extent_into_few_parts(extent: float, most: int) -> None:
    step = round_step(extent, most)
    assert extent / step <= most * (1 + 1e-6)
    assert f"{step:e}"[:3] in {"1.0", "2.0", "2.5", "5.0"}


def test_places_are_parts_of_the_axis() -> None:
    values = np.array([0.0, 1.0, 4.0])
    np.testing.assert_allclose(LinearScale(0, 4).places(values), [0, 0.25, 1])
    np.testing.assert_allclose(LogScale(0.01, 100).places(np.array([0.01, 1, 100])), [0, 0.5, 1])


@pytest.mark.parametrize("scale", [LinearScale(0, 1), LogScale(0.01, 1)])
def test_a_figure_beyond_all_bounds_can_still_be_painted(scale: LinearScale | LogScale) -> None:
    places = scale.places(np.array([0.0, 3e38, -3e38]))
    assert np.all(np.abs(places) < 100)
