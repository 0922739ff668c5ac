"""Weights of epochs are thinned to a stated size, evenly, with the first and the latest."""

from hypothesis import given
from hypothesis import strategies as st

from nncore.network import Network
from nncore.recipes.recipe import Recipe
from nncore.runs.weights import MOST_WEIGHTS_BYTES, epochs_to_keep, most_epochs


def test_every_second_then_every_fourth_is_kept() -> None:
    assert epochs_to_keep(range(5), 8) == (0, 1, 2, 3, 4)
    assert epochs_to_keep(range(8), 8) == (0, 1, 2, 3, 4, 5, 6, 7)
    assert epochs_to_keep(range(9), 8) == (0, 2, 4, 6, 8)
    assert epochs_to_keep(range(10), 8) == (0, 2, 4, 6, 8, 9)
    assert epochs_to_keep(range(20), 8) == (0, 4, 8, 12, 16, 19)
    assert epochs_to_keep(range(3, 20), 8) == (3, 4, 8, 12, 16, 19)


def test_where_there_is_hardly_any_room_the_latest_is_kept() -> None:
    assert epochs_to_keep(range(9), 2) == (0, 8)
    assert epochs_to_keep(range(9), 1) == (8,)
    assert epochs_to_keep(range(9), 0) == ()
    assert epochs_to_keep([], 4) == ()
    assert epochs_to_keep([5], 0) == ()
    assert epochs_to_keep([5], 1) == (5,)


@given(last=st.integers(0, 300), most=st.integers(2, 40))
def test_choosing_epoch_by_epoch_is_as_choosing_from_all(last: int, most: int) -> None:
    kept: tuple[int, ...] = ()
    for epoch in range(last + 1):
        kept = epochs_to_keep((*kept, epoch), most)
        assert len(kept) <= most
    assert kept == epochs_to_keep(range(last + 1), most)
    assert (kept[0], kept[-1]) == (0, last)


def test_large_networks_have_fewer_epochs_kept() -> None:
    def most(hidden: tuple[int, ...]) -> int:
        network: Network = Recipe(hidden=hidden).build()[0]
        size = sum(each.nbytes for each in network.parameters)
        assert most_epochs(network) * size <= MOST_WEIGHTS_BYTES
        return most_epochs(network)

    assert most(()) > 500
    assert 50 < most((128,)) < 100
    assert most((4096, 4096)) == 0
