from desktop.train.plots.redraw_throttle import RedrawSchedule

ALL = ["loss", "accuracy", "rate"]


def test_with_new_figures_each_time_the_loss_is_drawn_most_often() -> None:
    turns = RedrawSchedule(ALL)
    drawn = []
    for _ in range(8):
        turns.mark_stale()
        drawn += turns.next(ALL, must_all=False)
    assert {name: drawn.count(name) for name in ALL} == {"loss": 8, "accuracy": 4, "rate": 2}


def test_without_further_figures_those_that_lag_are_drawn() -> None:
    turns = RedrawSchedule(ALL)
    turns.mark_stale()
    assert turns.next(ALL, must_all=False) == ["loss"]
    assert turns.is_behind(ALL)
    assert turns.next(ALL, must_all=False) == ["accuracy", "rate"]
    assert not turns.is_behind(ALL)
    assert turns.next(ALL, must_all=False) == []


def test_all_are_drawn_when_all_are_wanted_or_move() -> None:
    turns = RedrawSchedule(ALL)
    turns.mark_stale()
    assert turns.next(ALL, must_all=True) == ALL
    turns.request_all()
    assert turns.next(ALL, must_all=False) == ALL


def test_what_is_hidden_is_never_drawn_and_never_waited_for() -> None:
    turns = RedrawSchedule(ALL)
    turns.mark_stale()
    assert turns.next(["loss"], must_all=True) == ["loss"]
    assert not turns.is_behind(["loss"])
