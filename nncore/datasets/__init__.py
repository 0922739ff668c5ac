"""Where images come from: generated digits, MNIST, and the split that they all arrive in."""

from nncore.datasets.combination import combined as combined
from nncore.datasets.dataset import Dataset as Dataset
from nncore.datasets.dataset import JoinedSplit as JoinedSplit
from nncore.datasets.dataset import Split as Split
from nncore.datasets.dataset import SplitName as SplitName
from nncore.datasets.downloads import DownloadError as DownloadError
from nncore.datasets.generated_digits.digits import generated as generated
from nncore.datasets.generated_digits.digits import generated_strokes as generated_strokes
from nncore.datasets.generated_digits.digits import load_generated as load_generated
from nncore.datasets.mnist import download_mnist as download_mnist
from nncore.datasets.mnist import environment_folder as environment_folder
from nncore.datasets.mnist import find_mnist as find_mnist
from nncore.datasets.mnist import is_mnist as is_mnist
from nncore.datasets.mnist import load_mnist as load_mnist
from nncore.datasets.mnist import mnist_cache as mnist_cache
