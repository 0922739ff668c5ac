"""How the tabs were left, from the settings into them and back."""

from desktop.draw.ink.stroke import PEN_WIDTH
from desktop.draw.ink.tools import THINNEST, WIDEST, Tools
from desktop.mistakes.view import MistakesTab
from desktop.train.recipe.form import RecipeForm
from desktop.train.runs.resume_offer import ResumeOffer
from desktop.workspace.data_choice import DataChoice
from desktop.workspace.error_words import in_words
from desktop.workspace.settings import Settings


class TabMemories:
    """The recipe form, the filters of the mistakes, the pad's pen, the chosen data set, and which
    interrupted runs are offered no more.
    """

    def __init__(
        self,
        settings: Settings,
        form: RecipeForm,
        mistakes: MistakesTab,
        tools: Tools,
        data: DataChoice,
        offer: ResumeOffer,
    ) -> None:
        self._settings = settings
        self._form = form
        self._mistakes = mistakes
        self._tools = tools
        self._data = data
        self._offer = offer

    def recall(self) -> None:
        """Let all be as it was left; what cannot be used is kept aside, and said."""
        self._recall_form()
        self._recall_mistakes()
        self._recall_tools()
        self._offer.decline(self._settings.declined_runs)
        key = self._settings.data_source
        if key is not None and self._data.library.folders.can_load(key):
            self._data.choose(key)

    def remember(self, *, keeps_data: bool) -> None:
        """Note how all is left. keeps_data: whether the data set was chosen, and is not there only
        for want of another.
        """
        self._settings.mistakes = self._mistakes.memory
        self._settings.declined_runs = self._offer.declined
        width = self._tools.pen_width
        self._settings.pen_width = None if width == PEN_WIDTH else width
        recipe = self._form.recipe
        if recipe is not None:
            self._settings.recipe = recipe
            self._settings.preset = self._form.preset
        if keeps_data:
            self._settings.data_source = self._data.chosen

    def _recall_form(self) -> None:
        recipe = self._settings.recipe
        if recipe is None:
            return
        lacking = self._form.set_recipe(recipe, self._settings.preset)
        if lacking:
            self._settings.recipe = self._form.recipe
            self._settings.keep_as_damaged(lacking)

    def _recall_mistakes(self) -> None:
        values = self._settings.mistakes
        if values is None:
            return
        try:
            self._mistakes.recall(values)
        except ValueError as error:
            self._settings.keep_as_damaged(
                f"What the Mistakes tab showed cannot be used: {in_words(error)}."
            )

    def _recall_tools(self) -> None:
        """The eraser is as wide as the pen says; a width that nobody can have chosen is left."""
        width = self._settings.pen_width
        if width is not None and THINNEST <= width <= WIDEST:
            self._tools.set_pen_width(width)
