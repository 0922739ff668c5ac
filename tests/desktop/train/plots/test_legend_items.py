import pytest
from PySide6.QtGui import QFont, QFontMetricsF
from PySide6.QtWidgets import QApplication

from desktop.train.plots.legend import LegendEntry, Sample, fitting


@pytest.fixture
def metrics(qapp: QApplication) -> QFontMetricsF:
    return QFontMetricsF(QFont())


def test_slots_that_fit_are_left_alone(metrics: QFontMetricsF) -> None:
    entries = [LegendEntry("step", figure="12"), LegendEntry("loss", Sample.MEAN, figure="0.1")]
    assert fitting(entries, 1_000, metrics) == entries


def test_what_matters_least_is_left_out_first(metrics: QFontMetricsF) -> None:
    entries = [
        LegendEntry("step"),
        LegendEntry("range", rank=5),
        LegendEntry("rate", rank=4),
        LegendEntry("loss"),
    ]
    room = sum(entry.width(metrics) for entry in entries) + 10
    assert [entry.label for entry in fitting(entries, room, metrics)] == ["step", "rate", "loss"]
    assert fitting(entries, 1, metrics) == []


def test_long_names_are_cut_short_before_anything_is_left_out(metrics: QFontMetricsF) -> None:
    names = ["a rather long name of a run", "another name that is far too long for this"]
    entries = [
        LegendEntry(words=name, rank=rank, gives_way=True) for rank, name in enumerate(names)
    ]
    fit = fitting(entries, 220, metrics)
    assert len(fit) == 2
    assert all(entry.words.endswith("…") for entry in fit)
    assert sum(entry.width(metrics) for entry in fit) <= 220


def test_a_figure_that_changes_moves_nothing(metrics: QFontMetricsF) -> None:
    first = LegendEntry("loss", figure="0.1", room="0.0000 – 0.0000")
    second = LegendEntry("loss", figure="0.0123", room="0.0000 – 0.0000")
    assert first.width(metrics) == second.width(metrics)
