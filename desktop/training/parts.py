"""The parts of the Train tab, for those who lead between them and the session."""

from dataclasses import dataclass

from desktop.training.drawers import Drawers
from desktop.training.inside.drawer import InsideDrawer
from desktop.training.journal.drawer import JournalDrawer
from desktop.training.kept.drawer import RunsDrawer
from desktop.training.kept.resume_offer import ResumeOffer
from desktop.training.plots.plots import Plots
from desktop.training.recipe.data_panel import DataPanel
from desktop.training.recipe.form import RecipeForm
from desktop.training.run.actions import RunActions
from desktop.training.run.run_panel import RunPanel


@dataclass(frozen=True, eq=False)
class Parts:
    """Widgets and actions, made in `view`, laid out there."""

    form: RecipeForm
    data: DataPanel
    actions: RunActions
    plots: Plots
    panel: RunPanel
    drawers: Drawers
    inside: InsideDrawer
    journal: JournalDrawer
    runs: RunsDrawer
    offer: ResumeOffer
