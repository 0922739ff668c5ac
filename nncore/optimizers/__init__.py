"""Gradient descent: how the weights follow the gradient downhill.

An optimizer owns what it remembers of past gradients; parameters are updated in place. The
learning rate is a plain attribute that may be changed between two updates.
"""

from nncore.optimizers.adam import Adam as Adam
from nncore.optimizers.adam import AdamW as AdamW
from nncore.optimizers.optimizer import Optimizer as Optimizer
from nncore.optimizers.sgd import SGD as SGD
