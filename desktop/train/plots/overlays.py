"""Other runs drawn over the one in sight, and the colours that tell them apart.

It knows no widgets: an overlay is a name, a place in the palette and a history.
"""

from typing import NamedTuple

from PySide6.QtGui import QColor

from desktop.theme import Theme
from desktop.workspace.run.history import History

_LIGHT = ("#009E73", "#CC79A7", "#7A5BB5", "#8C6D1F", "#D55E00", "#5F6368")
_DARK = ("#2FC79A", "#E39CC3", "#B39DEB", "#CDB25B", "#F08A4B", "#B9BDC2")

COLOURS = len(_LIGHT)
"""How many overlays differ in colour; the next ones begin anew."""


class Overlay(NamedTuple):
    """A run to compare with. colour: an index into the palette."""

    name: str
    colour: int
    history: History


def overlay_colour(theme: Theme, index: int) -> QColor:
    """The colour of the overlay `index`, which is neither that of training nor of validation.

    Okabe and Ito's further colours and two between them: as calm as the plot, and told apart by
    people with any colour vision, also by how light they are.
    """
    palette = _DARK if theme.is_dark else _LIGHT
    return QColor(palette[index % COLOURS])
