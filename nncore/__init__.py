"""A neural network from scratch, in NumPy: small enough to read, fast enough to use.

It knows nothing of windows; the desktop application is one of its users.
"""

from nncore import datasets as datasets
from nncore.augmentation import Augmentation as Augmentation
from nncore.convolution import Conv2D as Conv2D
from nncore.evaluation import Evaluation as Evaluation
from nncore.evaluation import Mistake as Mistake
from nncore.evaluation import evaluate as evaluate
from nncore.events import Diverged as Diverged
from nncore.events import EpochFinished as EpochFinished
from nncore.events import Event as Event
from nncore.events import LayersProbed as LayersProbed
from nncore.events import RateChanged as RateChanged
from nncore.events import StepFinished as StepFinished
from nncore.events import StoppedEarly as StoppedEarly
from nncore.events import ValidationAdvanced as ValidationAdvanced
from nncore.exports import export_onnx as export_onnx
from nncore.exports import export_torch as export_torch
from nncore.exports import import_torch as import_torch
from nncore.framing import frame_drawing as frame_drawing
from nncore.initializers import centred_uniform as centred_uniform
from nncore.initializers import glorot_uniform as glorot_uniform
from nncore.initializers import he_normal as he_normal
from nncore.layers import Dense as Dense
from nncore.layers import Dropout as Dropout
from nncore.layers import Flatten as Flatten
from nncore.layers import Layer as Layer
from nncore.layers import ReLU as ReLU
from nncore.losses import one_hot as one_hot
from nncore.losses import softmax as softmax
from nncore.losses import softmax_cross_entropy as softmax_cross_entropy
from nncore.network import Network as Network
from nncore.network import Trace as Trace
from nncore.optimizers import SGD as SGD
from nncore.optimizers import Adam as Adam
from nncore.optimizers import AdamW as AdamW
from nncore.optimizers import Optimizer as Optimizer
from nncore.pooling import MaxPool2D as MaxPool2D
from nncore.predictions import EpochPredictions as EpochPredictions
from nncore.predictions import Predictions as Predictions
from nncore.probing import LayerFigures as LayerFigures
from nncore.probing import Probe as Probe
from nncore.progress import Progress as Progress
from nncore.reading import Reading as Reading
from nncore.reading import read_drawing as read_drawing
from nncore.schedules import constant as constant
from nncore.schedules import cosine as cosine
from nncore.schedules import one_cycle as one_cycle
from nncore.schedules import warm_up as warm_up
from nncore.storage import NetworkFileError as NetworkFileError
from nncore.storage import load as load
from nncore.storage import save as save
from nncore.tensor_files import TensorFileError as TensorFileError
from nncore.training import train as train
from nncore.training_state import TrainingState as TrainingState
