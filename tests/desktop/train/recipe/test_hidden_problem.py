import pytest

from desktop.train.recipe.fields import EXPECTED, hidden_problem, share_problem


@pytest.mark.parametrize(
    "text", ["", "128", "128, 64", "5x5x16, pool, 128", "5×5×16", "pool 28", "128, dropout 0.5"]
)
def test_what_can_be_built_is_no_problem(text: str) -> None:
    assert hidden_problem(text) == ""


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("12x", "12x"),
        ("0", "0"),
        ("128, 5000", "5000"),
        ("-3, 128", "-3"),
        ("1 2", "1 2"),
        ("5x3x16, 10", "5x3x16"),
        ("5x5x300", "5x5x300"),
        ("pool, polo", "polo"),
        ("dropout 2", "dropout 2"),
    ],
)
def test_the_word_that_is_no_layer_is_named_with_what_is_expected(text: str, word: str) -> None:
    assert hidden_problem(text) == f"“{word}” is no layer. {EXPECTED}"


@pytest.mark.parametrize("text", ["128,", "5x5x16, pool, "])
def test_a_comma_at_the_end_is_asked_about(text: str) -> None:
    assert hidden_problem(text) == "What follows the comma?"


@pytest.mark.parametrize("text", [",", "128,, 64", ",128"])
def test_a_comma_without_a_layer_is_told(text: str) -> None:
    assert hidden_problem(text) == "A comma too many."


@pytest.mark.parametrize(("text", "word"), [("128, pool", "pool"), ("9, 3x3x4, 9", "3x3x4")])
def test_pictures_after_a_dense_layer_are_told(text: str, word: str) -> None:
    assert hidden_problem(text) == f"“{word}” comes after a dense layer: pictures end there."


def test_a_kernel_that_does_not_fit_is_named() -> None:
    problem = hidden_problem("pool 9, 5x5x8 valid, 10")
    assert problem == "“5x5x8 valid” does not fit: the picture has become too small for it."


def test_one_pool_too_many_is_named() -> None:
    assert hidden_problem("pool, pool, pool, pool, pool 2").startswith("“pool 2” does not fit")


def test_too_many_layers_are_counted() -> None:
    assert hidden_problem(", ".join(["9"] * 17)) == "At most 16 layers, not 17."


def test_of_a_long_text_no_more_is_read_than_there_may_be() -> None:
    assert hidden_problem(", ".join(["9"] * 9_999 + ["x"])) == "At most 16 layers, not 10,000."
    assert hidden_problem("9, x, " + "9, " * 9_999) == f"“x” is no layer. {EXPECTED}"


def test_a_share_that_brings_nothing_to_a_batch_is_told_with_its_size() -> None:
    problem = "Brings none to a batch of 1,000: take more, or larger batches."
    assert share_problem(0.000001, 1_000) == problem
    assert share_problem(0.5, 1_000) == share_problem(0.0, 1_000) == ""


def test_a_long_word_is_not_repeated_in_full() -> None:
    assert "“aaaaaaaaaaaaaaaaaaaa…” is no layer." in hidden_problem("a" * 500)
