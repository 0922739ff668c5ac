"""What passes at the bottom of the window stands where the label stands, and is plain text."""

import numpy as np
import pytest
from numpy.typing import NDArray
from pytestqt.qtbot import QtBot

from desktop.widgets.labels import PlainLabel
from desktop.widgets.message_bar import StatusBar

WORDS = "Half of it"


@pytest.fixture
def bar(qtbot: QtBot) -> StatusBar:
    bar = StatusBar(PlainLabel(WORDS))
    qtbot.addWidget(bar)
    bar.resize(300, 24)
    bar.show()
    return bar


def inked_columns(bar: StatusBar) -> NDArray[np.intp]:
    """Where from left to right something is written, right of the size grip's place aside."""
    picture = bar.grab().toImage()
    height, width = picture.height(), picture.width() - 40
    grey = np.array(
        [[picture.pixelColor(x, y).lightness() for x in range(width)] for y in range(height)]
    )
    return np.flatnonzero((grey < grey.max() - 60).any(axis=0))


def test_a_message_begins_where_the_label_does(bar: StatusBar) -> None:
    label = inked_columns(bar)
    bar.showMessage(WORDS)
    message = inked_columns(bar)
    assert len(label) > 20
    assert message[0] == label[0]
    bar.clearMessage()
    assert np.array_equal(inked_columns(bar), label)


def test_a_message_that_is_too_long_ends_before_the_window_does(bar: StatusBar) -> None:
    bar.showMessage(60 * "long ")
    assert inked_columns(bar)[-1] < bar.width() - 16
