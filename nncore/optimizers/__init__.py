"""Gradient descent: how the weights follow the gradient downhill.

An optimizer owns what it remembers of past gradients; parameters are updated in place. The
learning rate is a plain attribute that may be changed between two updates.
"""

from collections.abc import Callable
from functools import partial

from nncore.optimizers.adam import Adam as Adam
from nncore.optimizers.adam import AdamW as AdamW
from nncore.optimizers.optimizer import Optimizer as Optimizer
from nncore.optimizers.sgd import SGD as SGD

_OPTIMIZERS: tuple[type[Optimizer], ...] = (SGD, Adam, AdamW)
"""All kinds; a new one is a module beside these, and its place here."""

OPTIMIZER_KINDS = {optimizer.kind: optimizer for optimizer in _OPTIMIZERS}
"""Every kind of optimizer by the name that it has in files."""

OPTIMIZERS: dict[str, Callable[..., Optimizer]] = {
    name: partial(optimizer, **options)
    for optimizer in _OPTIMIZERS
    for name, options in optimizer.recipe_options.items()
}
"""What makes an optimizer of a learning rate and a weight decay, by the names that recipes and the
command line use."""

USUAL_RATES = {
    name: rate for optimizer in _OPTIMIZERS for name, rate in optimizer.usual_rates.items()
}
"""Learning rates that mostly do, by the same names."""
