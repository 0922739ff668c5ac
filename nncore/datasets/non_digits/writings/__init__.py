"""How letters, signs and shapes are written, as skeletons in the manner of the digits'."""

from nncore.datasets.non_digits.writings.capitals import CAPITALS as CAPITALS
from nncore.datasets.non_digits.writings.shapes import SHAPES as SHAPES
from nncore.datasets.non_digits.writings.signs import SIGNS as SIGNS
from nncore.datasets.non_digits.writings.small_letters import SMALL_LETTERS as SMALL_LETTERS
