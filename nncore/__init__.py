"""A neural network from scratch, in NumPy: small enough to read, fast enough to use.

The desktop application is one of its users.
"""

import sys as _sys

if _sys.argv[:1] == ["-m"]:  # the command line, maybe: what follows takes a second to read
    from nncore.cli.interruption import end_quietly_while_imported

    end_quietly_while_imported()

from nncore import datasets as datasets
from nncore import runs as runs
from nncore.augmentation import Augmentation as Augmentation
from nncore.drawing.framing import frame_drawing as frame_drawing
from nncore.drawing.strokes import draw_strokes as draw_strokes
from nncore.epoch_predictions import EpochPredictions as EpochPredictions
from nncore.epoch_predictions import EvaluationTable as EvaluationTable
from nncore.epoch_predictions import PredictionTable as PredictionTable
from nncore.evaluation import Evaluation as Evaluation
from nncore.evaluation import Mistake as Mistake
from nncore.evaluation import evaluate as evaluate
from nncore.evaluation import evaluate_in_chunks as evaluate_in_chunks
from nncore.evaluation import join_chunks as join_chunks
from nncore.events import Diverged as Diverged
from nncore.events import EpochFinished as EpochFinished
from nncore.events import Event as Event
from nncore.events import KeepingFailed as KeepingFailed
from nncore.events import LayersProbed as LayersProbed
from nncore.events import NonDigitsDrawn as NonDigitsDrawn
from nncore.events import RateChanged as RateChanged
from nncore.events import StepCancelled as StepCancelled
from nncore.events import StepFinished as StepFinished
from nncore.events import StoppedEarly as StoppedEarly
from nncore.events import TestAdvanced as TestAdvanced
from nncore.events import ValidationAdvanced as ValidationAdvanced
from nncore.explanation.comparison import Comparison as Comparison
from nncore.explanation.comparison import compare as compare
from nncore.explanation.contributions import Contributions as Contributions
from nncore.explanation.contributions import contributions as contributions
from nncore.explanation.neighbours import FeatureChunk as FeatureChunk
from nncore.explanation.neighbours import Neighbours as Neighbours
from nncore.explanation.neighbours import features_in_chunks as features_in_chunks
from nncore.explanation.neighbours import hidden_features as hidden_features
from nncore.explanation.neighbours import nearest_images as nearest_images
from nncore.explanation.smallest_fix import Fix as Fix
from nncore.explanation.smallest_fix import find_fix as find_fix
from nncore.explanation.smallest_fix import smallest_fix as smallest_fix
from nncore.layers import Conv2D as Conv2D
from nncore.layers import Dense as Dense
from nncore.layers import Dropout as Dropout
from nncore.layers import Flatten as Flatten
from nncore.layers import Layer as Layer
from nncore.layers import MaxPool2D as MaxPool2D
from nncore.layers import ReLU as ReLU
from nncore.layers.initializers import centred_uniform as centred_uniform
from nncore.layers.initializers import glorot_uniform as glorot_uniform
from nncore.layers.initializers import he_normal as he_normal
from nncore.loop_state import LoopState as LoopState
from nncore.losses import one_hot as one_hot
from nncore.losses import softmax as softmax
from nncore.losses import softmax_cross_entropy as softmax_cross_entropy
from nncore.network import Network as Network
from nncore.network import Trace as Trace
from nncore.optimizers import SGD as SGD
from nncore.optimizers import Adam as Adam
from nncore.optimizers import AdamW as AdamW
from nncore.optimizers import Optimizer as Optimizer
from nncore.recognition.reading import Reading as Reading
from nncore.recognition.reading import read_drawing as read_drawing
from nncore.runtime.probing import LayerFigures as LayerFigures
from nncore.runtime.probing import Probe as Probe
from nncore.schedules import constant as constant
from nncore.schedules import cosine as cosine
from nncore.schedules import one_cycle as one_cycle
from nncore.schedules import warm_up as warm_up
from nncore.storage.exports import export_onnx as export_onnx
from nncore.storage.exports import export_torch as export_torch
from nncore.storage.exports import import_torch as import_torch
from nncore.storage.networks import NetworkFileError as NetworkFileError
from nncore.storage.networks import load as load
from nncore.storage.networks import save as save
from nncore.storage.tensor_files import TensorFileError as TensorFileError
from nncore.storage.training_state import TrainingState as TrainingState
from nncore.training import train as train
from nncore.training_handle import Cancellation as Cancellation
from nncore.training_handle import TrainingHandle as TrainingHandle
