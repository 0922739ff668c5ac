import pytest
from PySide6.QtGui import QFont, QFontMetricsF
from PySide6.QtWidgets import QApplication

from desktop.train.plots.legend import LegendEntry, Sample, fitting


@pytest.fixture
def metrics(qapp: QApplication) -> QFontMetricsF:
    return QFontMetricsF(QFont())


def test_slots_that_fit_are_left_alone(metrics: QFontMetricsF) -> None:
    slots = [LegendEntry("step", figure="12"), LegendEntry("loss", Sample.MEAN, figure="0.1")]
    assert fitting(slots, 1_000, metrics) == slots


def test_what_matters_least_is_left_out_first(metrics: QFontMetricsF) -> None:
    slots = [
        LegendEntry("step"),
        LegendEntry("range", rank=5),
        LegendEntry("rate", rank=4),
        LegendEntry("loss"),
    ]
    room = sum(slot.width(metrics) for slot in slots) + 10
    assert [slot.label for slot in fitting(slots, room, metrics)] == ["step", "rate", "loss"]
    assert fitting(slots, 1, metrics) == []


def test_long_names_are_cut_short_before_anything_is_left_out(metrics: QFontMetricsF) -> None:
    names = ["a rather long name of a run", "another name that is far too long for this"]
    slots = [LegendEntry(words=name, rank=rank, gives_way=True) for rank, name in enumerate(names)]
    fit = fitting(slots, 220, metrics)
    assert len(fit) == 2
    assert all(slot.words.endswith("…") for slot in fit)
    assert sum(slot.width(metrics) for slot in fit) <= 220


def test_a_figure_that_changes_moves_nothing(metrics: QFontMetricsF) -> None:
    first = LegendEntry("loss", figure="0.1", room="0.0000 – 0.0000")
    second = LegendEntry("loss", figure="0.0123", room="0.0000 – 0.0000")
    assert first.width(metrics) == second.width(metrics)
