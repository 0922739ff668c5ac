"""Images changed a little at random, as other hands and pens would have written them."""

from nncore.augmentation.augmentation import AUGMENTATIONS as AUGMENTATIONS
from nncore.augmentation.augmentation import LIMITS as LIMITS
from nncore.augmentation.augmentation import Augmentation as Augmentation
