"""Mutations of JSON: values of other kinds and sizes, keys too many or too few, depth, raw text."""

import copy
import json
from collections.abc import Callable
from typing import Any

import numpy as np

from fuzz import plain_bytes

_VALUES: tuple[Any, ...] = (
    *(0, -1, 1, 2**31, 2**32 - 1, 2**53, 2**53 + 1, 2**63, 2**64, 10**30, 10**400),
    *(0.0, -0.0, 0.5, 1e-300, 1e308, float("nan"), float("inf"), float("-inf")),
    *(True, False, None, "", "0", "x" * 10_000, "../../elsewhere", "a\u202eb\n\0", "\ud800"),
    *([], {}, [[]], [0] * 1000, ["pool"] * 100, {"": 0}, [[1, 2, 3]] * 1000),
)

_RAW = (
    "[" * 100_000,
    "[" * 2_000 + "]" * 2_000,
    '{"a":' * 2_000 + "0" + "}" * 2_000,
    "9" * 4_000,
    "9" * 5_000,
    "-",
    "1e999",
    "NaN",
    '"\\ud800"',
    '{"a": 1, "a": 2}',
    "",
)
"""What no value spells."""

_MARK = "\u00a7raw\u00a7"

_Place = tuple[Any, Any]
"""What holds a value, and under which key or position."""


def mutated(content: bytes, rng: np.random.Generator) -> bytes:
    """The document after one mutation; as bytes where it is no JSON or has nothing in it."""
    try:
        tree = json.loads(content)
    except (ValueError, RecursionError):
        return plain_bytes.mutated(content, rng)
    if rng.random() < 0.1:
        return plain_bytes.mutated(content, rng)
    return changed(tree, rng).encode("utf-8", "surrogatepass")[: plain_bytes.MOST_BYTES]


def changed(tree: Any, rng: np.random.Generator) -> str:
    """The text of a JSON value after one mutation."""
    tree = [copy.deepcopy(tree)]
    places = [*_places(tree)]
    spot = places[rng.integers(len(places))]
    if rng.random() < 0.1:
        spot[0][spot[1]] = _MARK
        raw = _RAW[rng.integers(len(_RAW))]
        return _text(tree[0]).replace(json.dumps(_MARK), raw)
    _CHANGES[rng.integers(len(_CHANGES))](spot, places, rng)
    return _text(tree[0] if tree else None)


def _places(value: Any) -> list[_Place]:
    """Every place below `value`, at most some thousand."""
    found: list[_Place] = []
    waiting = [value]
    while waiting and len(found) < 2_000:
        one = waiting.pop()
        keys = [*one] if isinstance(one, dict) else [*range(len(one))]
        found += [(one, key) for key in keys]
        waiting += [one[key] for key in keys if isinstance(one[key], dict | list)]
    return found


def _text(tree: Any) -> str:
    return json.dumps(tree)


def _replace(spot: _Place, _places: list[_Place], rng: np.random.Generator) -> None:
    holder, key = spot
    holder[key] = copy.deepcopy(_VALUES[rng.integers(len(_VALUES))])


def _nudge(spot: _Place, places: list[_Place], rng: np.random.Generator) -> None:
    holder, key = spot
    value = holder[key]
    if isinstance(value, str):
        holder[key] = value[: int(rng.integers(len(value) + 1))] + str(rng.choice([*"0 x,-.…"]))
    elif isinstance(value, int | float):
        holder[key] = value + int(rng.choice((-1, 1, 1000)))
    else:
        _replace(spot, places, rng)


def _remove(spot: _Place, _places: list[_Place], _rng: np.random.Generator) -> None:
    del spot[0][spot[1]]


def _exchange(spot: _Place, places: list[_Place], rng: np.random.Generator) -> None:
    other = places[rng.integers(len(places))]
    first, second = copy.deepcopy(spot[0][spot[1]]), copy.deepcopy(other[0][other[1]])
    spot[0][spot[1]] = second
    if other[1] in other[0] or isinstance(other[0], list):
        other[0][other[1]] = first


def _wrap(spot: _Place, _places: list[_Place], rng: np.random.Generator) -> None:
    holder, key = spot
    holder[key] = [holder[key]] if rng.random() < 0.5 else {"a": holder[key]}


def _spell(spot: _Place, _places: list[_Place], _rng: np.random.Generator) -> None:
    spot[0][spot[1]] = str(spot[0][spot[1]])


def _rename(spot: _Place, _places: list[_Place], rng: np.random.Generator) -> None:
    holder, key = spot
    if isinstance(holder, dict):
        holder[str(rng.choice(["", "self", f"{key} ", "__class__", "x" * 1000]))] = holder.pop(key)


def _add(spot: _Place, _places: list[_Place], _rng: np.random.Generator) -> None:
    holder, key = spot
    if isinstance(holder, dict):
        holder[f"{key}2"] = copy.deepcopy(holder[key])
    else:
        holder.insert(key, copy.deepcopy(holder[key]))


def _multiply(spot: _Place, places: list[_Place], rng: np.random.Generator) -> None:
    value = spot[0][spot[1]]
    if isinstance(value, list) and value:
        spot[0][spot[1]] = (value * 500)[: int(rng.integers(1, 2_000))]
    else:
        _replace(spot, places, rng)


_CHANGES: tuple[Callable[[_Place, list[_Place], np.random.Generator], None], ...] = (
    _replace,
    _replace,
    _replace,
    _nudge,
    _nudge,
    _remove,
    _exchange,
    _wrap,
    _spell,
    _rename,
    _add,
    _multiply,
)
