"""Kept runs: everything that a training run told and learned, on the disk, through power cuts."""

from nncore.runs.bin import Binned as Binned
from nncore.runs.commit import Ending as Ending
from nncore.runs.comparison import Difference as Difference
from nncore.runs.comparison import recipe_differences as recipe_differences
from nncore.runs.csv_export import export_csv as export_csv
from nncore.runs.errors import RunError as RunError
from nncore.runs.errors import lacks_room as lacks_room
from nncore.runs.kept_run import KeptRun as KeptRun
from nncore.runs.recording import keep as keep
from nncore.runs.run_document import DataNote as DataNote
from nncore.runs.run_history import PredictedEpoch as PredictedEpoch
from nncore.runs.run_history import RunHistory as RunHistory
from nncore.runs.run_history import RunPredictions as RunPredictions
from nncore.runs.run_writer import RunWriter as RunWriter
from nncore.runs.size_estimate import RunSize as RunSize
from nncore.runs.size_estimate import estimated_size as estimated_size
from nncore.runs.store import RunStore as RunStore
from nncore.runs.time_estimate import estimated_seconds as estimated_seconds
from nncore.runs.time_estimate import slowness as slowness
