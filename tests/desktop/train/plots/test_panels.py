import pytest

from desktop.train.plots.panels import Arrangement, arrangement_for


@pytest.mark.parametrize(
    ("width", "height", "arrangement"),
    [
        (1140, 680, Arrangement.TALL),
        (560, 390, Arrangement.STACKED),
        (540, 160, Arrangement.BESIDE),
        (1500, 160, Arrangement.WIDE),
    ],
)
def test_plots_take_the_room_there_is(width: int, height: int, arrangement: Arrangement) -> None:
    assert arrangement_for(width, height) is arrangement
