"""Which steps of framing are taken, in words, and what they make of a drawing."""

from dataclasses import replace
from typing import NamedTuple

from desktop.draw.ink.drawing import Drawing
from desktop.translation import tr
from nncore.array_types import ImageArray
from nncore.drawing.background import Ink, ink_box, ink_on_dark
from nncore.drawing.framing import FramingSteps, ink_framing_steps

STEPS = (tr("Strokes"), tr("Crop"), tr("Fit"), tr("Centre"))
"""What the steps are called, in their order."""

ALL_ON = tr("28 × 28 pixels, framed as MNIST’s digits were. Click a step to switch it off.")
_SMALL = tr(
    "Step 2 is off: the digit is as small as it was drawn. Those that the network "
    "learned from were all of one size."
)
_LARGE = tr(
    "Step 3 is off: the digit fills the whole frame, as no digit did that the network learned from."
)
_BESIDE = tr(
    "Step 4 is off: the middle of the digit’s box is in the middle, where the "
    "network learned with its weight there."
)
_LARGE_BESIDE = tr(
    "Steps 3 and 4 are off: the digit fills the whole frame, wherever its weight is."
)
_SMALL_LARGE = tr("Steps 2 and 3 are off: the digit is as small as it was drawn on the canvas.")
_AS_IT_IS = tr(
    "The canvas is only scaled down, as in many demos: the digit lies anywhere, in "
    "any size. That is why they fail."
)


_PICTURE = tr("Picture")
_BESIDE_ITS_INK = tr("On the left the picture as it came, on the right its ink")


def beginning(drawing: Drawing) -> tuple[str, str]:
    """What framing begins with, in a word, and what is to be said of its picture, if anything."""
    picture = drawing.picture
    if picture is None:
        return STEPS[0], ""
    if picture.preview is None or not drawing.is_whole_picture:
        return _PICTURE, ""
    return _PICTURE, "; ".join((_BESIDE_ITS_INK, *picture.notes))


class FramingChoice(NamedTuple):
    """Whether each step is taken that can be left out: the second to the fourth."""

    crop: bool = True
    fit: bool = True
    centre: bool = True

    @property
    def off(self) -> tuple[int, ...]:
        """The numbers of the steps that are left out, 2 to 4."""
        return tuple(number for number, is_on in enumerate(self, 2) if not is_on)

    @property
    def sentence(self) -> str:
        """What this choice does to a digit."""
        match self.off:
            case ():
                return ALL_ON
            case (2,):
                return _SMALL
            case (3,):
                return _LARGE
            case (4,):
                return _BESIDE
            case (3, 4):
                return _LARGE_BESIDE
            case (2, 3):
                return _SMALL_LARGE
            case _:
                return _AS_IT_IS

    @property
    def brief(self) -> str:
        """The steps that are left out in a few words; empty where none is."""
        if not self.off:
            return ""
        *others, last = map(str, self.off)
        if not others:
            return tr("without step {last}", last=last)
        return tr("without steps {others} and {last}", others=", ".join(others), last=last)

    def switched(self, number: int) -> "FramingChoice":
        """The choice with step `number`, 2 to 4, switched."""
        is_on = list(self)
        is_on[number - 2] = not is_on[number - 2]
        return FramingChoice(*is_on)

    def steps(self, drawing: Drawing, canvas: ImageArray) -> FramingSteps:
        """What becomes of a drawing by the steps that are taken; of a picture as it came, exactly
        what was made of it.

        canvas: (H, W) uint8, how the drawing looks, which is read where it is not cropped.
        """
        picture = drawing.picture
        if picture is not None and picture.steps is not None and drawing.is_whole_picture:
            shown = canvas if picture.preview is None else picture.preview
            if not self.off:
                return replace(picture.steps, strokes=shown)
        else:
            shown = canvas
        taken = drawing.pixels() if self.crop else canvas
        # a picture was told from its ground already
        ink = ink_on_dark(taken) if picture is None else Ink(taken, ink_box(taken))
        steps = ink_framing_steps(ink, crop=self.crop, fit=self.fit, centre=self.centre)
        return replace(steps, strokes=shown)
