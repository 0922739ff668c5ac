"""The parts of the Train tab, for those who lead between them and the session."""

from typing import NamedTuple

from desktop.train.epoch_log.drawer import EpochLogDrawer
from desktop.train.inside.drawer import InsideDrawer
from desktop.train.plots.plots import Plots
from desktop.train.recipe.form import RecipeForm
from desktop.train.run.actions import RunActions
from desktop.train.run.run_panel import RunPanel
from desktop.train.runs.drawer import RunsDrawer
from desktop.train.runs.resume_offer import ResumeOffer
from desktop.widgets.drawers import Drawers
from desktop.workspace.data_choice import DataChoice


class Parts(NamedTuple):
    """Widgets and actions, made in `view`, laid out there; data: what is learned from."""

    form: RecipeForm
    data: DataChoice
    actions: RunActions
    plots: Plots
    panel: RunPanel
    drawers: Drawers
    inside: InsideDrawer
    journal: EpochLogDrawer
    runs: RunsDrawer
    offer: ResumeOffer
