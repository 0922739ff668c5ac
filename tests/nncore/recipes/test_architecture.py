"""Hidden layers in words: read, spelled, counted before they are built, and built as counted."""

import re
from math import prod

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import nncore as nn
from nncore.layers import Layer
from nncore.recipes.architecture import (
    MOST_PARTS,
    Hidden,
    build_layers,
    checked_hidden,
    network_costs,
    parse_hidden,
)
from nncore.recipes.recipe import Recipe

units = st.integers(1, 20)
kernels = st.builds(
    "{0}x{0}x{1}{2}".format, st.integers(1, 7), st.integers(1, 4), st.sampled_from(["", " valid"])
)
pools = st.sampled_from(["pool", "pool 3", "pool 5"])
# every rate that has a spelling, small ones too
dropouts = st.integers(0, 999_999).map(lambda millionths: nn.Dropout(millionths / 1e6).rate)
dropout_words = dropouts.map(lambda rate: f"dropout {rate:.6f}".rstrip("0").rstrip("."))


def fits(hidden: list[int | str]) -> bool:
    try:
        checked_hidden(hidden)
    except ValueError:
        return False
    return True


pictures = st.lists(st.one_of(kernels, pools, dropout_words), max_size=5)
architectures: st.SearchStrategy[list[int | str]] = (
    st.tuples(pictures, st.lists(st.one_of(units, dropout_words), max_size=3))
    .map(lambda both: [*both[0], *both[1]])
    .filter(fits)
)


def network_of(hidden: Hidden, seed: int = 1) -> nn.Network:
    rng = np.random.default_rng(seed)
    return nn.Network(build_layers(hidden, rng=rng, initializer=nn.he_normal))


def counted_multiplications(network: nn.Network) -> int:
    """One for each weight that a number of the output is a sum over."""
    shape, counted = network.input_shape, 0
    for layer in network.layers:
        shape = layer.output_shape(shape)
        if isinstance(layer, nn.Dense):
            counted += layer.inputs * layer.outputs
        if isinstance(layer, nn.Conv2D):
            counted += prod(shape) * layer.size**2 * layer.in_channels
    return counted


def kinds_of(network: nn.Network) -> list[str]:
    return [type(layer).__name__ for layer in network.layers]


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("128", (128,)),
        ("128, 64", (128, 64)),
        (" 1,4096 ", (1, 4096)),
        ("", ()),
        ("  ", ()),
        ("0128", (128,)),
        ("5x5x16 valid, pool, dropout 0.3, 128", ("5x5x16 valid", "pool", "dropout 0.3", 128)),
        ("5×5×16,pool 2", ("5x5x16", "pool")),
        ("3x3x8 same, pool 3", ("3x3x8", "pool 3")),
        ("dropout .5, 10", ("dropout 0.5", 10)),
        ("dropout 0, dropout 0.0, dropout 0.50", ("dropout 0", "dropout 0", "dropout 0.5")),
        ("dropout 0.000001", ("dropout 0.000001",)),
    ],
)
def test_hidden_layers_are_read_as_people_write_them(text: str, hidden: Hidden) -> None:
    assert parse_hidden(text) == hidden


NO_LAYERS = """
0|4097|-1|1.5|128,|,|, 128|128,, 64|a|１２|128 64|²|1e3|+5|1_0|None|True
5x5|5x5x0|5x3x8|0x0x8|16x16x8|5x5x257|5x5x8 full|5x5x8valid|5x5x-8|5x 5x8|５x５x8|5x5x８|5 x 5 x 8
pool 0|pool 1|pool 29|pool2|pool -2|pool 2x2|pool ２|Pool
dropout|dropout 1|dropout 1.0|dropout 1.5|dropout -0.1|dropout 0.1234567|dropout 30|dropout 3e-1
dropout nan|dropout ０.3|dropout0.3
"""


@pytest.mark.parametrize("text", [*NO_LAYERS.strip().replace("\n", "|").split("|"), "9" * 5000])
def test_words_that_say_no_layer_are_refused_with_what_is_expected(text: str) -> None:
    expected = "hidden layers are units from 1 to 4096 as in “128, 64”, after any of “5x5x16”"

    with pytest.raises(ValueError, match=f"^{expected}.* got “.{{0,40}}”$"):
        parse_hidden(text)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("128, 5x5x8", "kernels and pooling must come before dense layers"),
        ("128, pool", "kernels and pooling must come before dense layers"),
        ("128, dropout 0.5, pool", "kernels and pooling must come before dense layers"),
        ("pool, pool, pool, pool, pool", "MaxPool2D(2) needs"),
        ("pool 15, pool", "MaxPool2D(2) needs"),
        ("pool 14, 3x3x8 valid", "a kernel of 3x3 does not fit into (2, 2, 1)"),
        ("pool 28, 2x2x8 valid", "a kernel of 2x2 does not fit into (1, 1, 1)"),
    ],
)
def test_layers_that_do_not_fit_together_are_refused(text: str, message: str) -> None:
    with pytest.raises(ValueError, match=re.escape(message)):
        parse_hidden(text)


def test_too_many_hidden_layers_are_refused() -> None:
    most = ",".join(["10"] * MOST_PARTS)
    assert len(parse_hidden(most)) == 16

    with pytest.raises(ValueError, match="at most 16 hidden layers, got 17"):
        parse_hidden(most + ",10")


@pytest.mark.parametrize("word", [True, 1.0, "128", None, ["pool"], np.int64(5)])
def test_what_json_should_not_have_brought_is_refused(word: int) -> None:
    with pytest.raises(ValueError, match="hidden layers are units from 1 to 4096"):
        checked_hidden([word])


# what looks like an architecture goes deeper than any text
fragments = ["5x5x4", "x", "pool", " ", ",", "dropout ", "0", ".", "3", " valid", " same", "×", "²"]
nearly_right = st.lists(st.sampled_from(fragments), max_size=8).map("".join)


@given(st.text(max_size=20) | nearly_right)
def test_any_text_gives_layers_or_a_value_error(text: str) -> None:
    try:
        hidden = parse_hidden(text)
    except ValueError:
        return
    assert parse_hidden(", ".join(map(str, hidden))) == hidden
    assert Recipe(hidden=hidden).hidden == hidden


@given(architectures)
def test_every_architecture_has_one_spelling(hidden: list[int | str]) -> None:
    checked = checked_hidden(hidden)

    assert checked_hidden(checked) == checked
    assert parse_hidden(", ".join(map(str, checked))) == checked
    assert parse_hidden(" ,  ".join(str(word).replace("x", "×") for word in hidden)) == checked


@given(dropouts)
def test_a_rate_survives_its_spelling(rate: float) -> None:
    (word,) = parse_hidden(f"dropout {rate:.6f}")
    (again,) = parse_hidden(str(word))

    dropped = network_of((again,)).layers[0]
    assert isinstance(dropped, nn.Dropout)
    assert dropped.rate == rate


@settings(max_examples=60)
@given(architectures)
def test_the_built_network_costs_what_was_counted(hidden: list[int | str]) -> None:
    checked = checked_hidden(hidden)

    network = network_of(checked)

    assert network.output_shape == (10,)
    assert network_costs(checked) == (network.parameter_count, counted_multiplications(network))


@pytest.mark.parametrize(
    ("text", "parameters", "multiplications"),
    [
        ("", 7850, 7840),
        ("128", 101_770, 784 * 128 + 128 * 10),
        ("dropout 0.5, 128", 101_770, 784 * 128 + 128 * 10),
        # 28 x 28 places, each a sum over 9 pixels, 8 times over
        ("3x3x8", 72 + 8 + 62_720 + 10, 28 * 28 * 9 * 8 + 62_720),
        ("3x3x8 valid", 72 + 8 + 54_080 + 10, 26 * 26 * 9 * 8 + 54_080),
        (
            "5x5x8, pool, 5x5x16 valid, pool, 100",
            (25 * 8 + 8) + (25 * 8 * 16 + 16) + (400 * 100 + 100) + 1010,
            28 * 28 * 25 * 8 + 10 * 10 * 25 * 8 * 16 + 40_000 + 1000,
        ),
    ],
)
def test_costs_are_those_counted_by_hand(text: str, parameters: int, multiplications: int) -> None:
    assert network_costs(parse_hidden(text)) == (parameters, multiplications)


def test_the_costs_of_the_largest_network_take_no_memory() -> None:
    huge = ("15x15x256", *(["4096"] * 15))
    parameters, multiplications = network_costs(parse_hidden(", ".join(huge)))

    assert parameters > 10**9
    assert multiplications > 10**9


def test_pooling_comes_before_the_relu_that_was_asked_for_before_it() -> None:
    network = network_of(parse_hidden("3x3x4, pool, 3x3x8, dropout 0.2, pool, pool 3, 20"))

    # fmt: off
    assert kinds_of(network) == [
        "Conv2D", "MaxPool2D", "ReLU", "Conv2D", "ReLU", "Dropout", "MaxPool2D", "MaxPool2D",
        "Flatten", "Dense", "ReLU", "Dense",
    ]
    # fmt: on


def relu_first(network: nn.Network) -> nn.Network:
    """The same layers, each ReLU moved before the pooling that stands before it."""
    layers: list[Layer] = []
    for layer in network.layers:
        place = len(layers)
        while isinstance(layer, nn.ReLU) and isinstance(layers[place - 1], nn.MaxPool2D):
            place -= 1
        layers.insert(place, layer)
    return nn.Network(layers)


def test_pooling_before_relu_gives_the_same_numbers_as_after_it(
    digits: nn.datasets.Dataset,
) -> None:
    swapped = network_of(parse_hidden("3x3x4, pool, 3x3x6, pool, pool 3, 20"))
    for layer in swapped.layers:
        if isinstance(layer, nn.Conv2D):
            layer.bias[:] = np.linspace(-0.2, 0.2, layer.out_channels)
    asked = relu_first(swapped)
    assert kinds_of(asked)[:3] == ["Conv2D", "ReLU", "MaxPool2D"]
    images = digits.test.images[:20]
    targets = nn.one_hot(digits.test.labels[:20])

    gradients = []
    for network in (swapped, asked):
        trace = network.trace()
        inputs = (images / np.float32(255)).astype(np.float32)
        trace.backward(nn.softmax_cross_entropy(trace.forward(inputs), targets)[1])
        gradients.append(trace.gradients)

    assert np.array_equal(swapped.logits(images), asked.logits(images))
    for ours, theirs in zip(*gradients, strict=True):
        assert np.array_equal(ours, theirs)


@given(architectures, st.integers(0, 2**32 - 1))
@settings(max_examples=25)
def test_the_seed_decides_all_weights(hidden: list[int | str], seed: int) -> None:
    checked = checked_hidden(hidden)
    first, second, other = (network_of(checked, each) for each in (seed, seed, seed + 1))

    assert all(map(np.array_equal, first.parameters, second.parameters))
    assert not np.array_equal(first.parameters[0], other.parameters[0])


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("", "784–10"),
        ("128, dropout 0.3, 64", "784–128–64–10"),
        ("dropout 0.2, 128", "784–128–10"),
        ("5x5x8, pool, 5x5x16 valid, pool, 100", "28×28–5×5×8–pool–5×5×16–pool–100–10"),
        ("pool 3, 20", "28×28–pool 3–20–10"),
        ("7x7x3", "28×28–7×7×3–10"),
    ],
)
def test_a_network_says_what_it_is_built_of(text: str, name: str) -> None:
    assert str(network_of(parse_hidden(text))) == name


@given(architectures)
@settings(max_examples=20)
def test_every_architecture_learns_a_step(hidden: list[int | str]) -> None:
    checked = checked_hidden(hidden)
    assume(network_costs(checked).multiplications < 10**6)
    network = network_of(checked)
    rng = np.random.default_rng(1)
    images = rng.integers(0, 256, (4, 28, 28), np.uint8)
    split = nn.datasets.Split(images, np.arange(4).astype(np.uint8))
    last_bias = network.parameters[-1].copy()

    events = nn.train(network, split, optimizer=nn.SGD(0.1), epochs=1, batch_size=4, rng=rng)

    assert isinstance(next(events), nn.StepFinished)
    assert not np.array_equal(network.parameters[-1], last_bias)
