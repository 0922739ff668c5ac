"""The recipe form: what decides a run, in words that a student knows."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QAbstractSpinBox, QApplication, QComboBox, QLineEdit, QWidget

from desktop.theme import Theme
from desktop.train.recipe import choices
from desktop.train.recipe.choice_boxes import PresetPanel
from desktop.train.recipe.field_rows import MORE, FieldRows
from desktop.train.recipe.fields import Fields
from desktop.train.recipe.rows import MorePart, Rows
from desktop.translation import tr
from desktop.widgets.layouts import column
from desktop.workspace.run_costs import RunCosts
from nncore.recipes.presets import PRESETS
from nncore.recipes.recipe import Recipe

RATE = "learning_rate"
"""The one field that takes changes while a run goes by what the form says."""


class RecipeForm(QWidget):
    """Fields for a recipe, and marks on what was changed since the preset.

    changed: the recipe may be another, or none that can be run. rate_changed: the learning rate
    was set to another one while a run is under way. data: the row for the data set, which belongs
    between the others and is not this form's.
    """

    changed = Signal()
    rate_changed = Signal(float)

    def __init__(
        self, theme: Theme, data: QWidget, costs: RunCosts, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._costs = costs
        self._fields = Fields(self)
        self._preset = "quick"
        self._left: tuple[Recipe, str] | None = None
        self._is_running = False
        self._told: Recipe | None = None
        self._focused: QWidget | None = None
        self._preset_panel = PresetPanel(theme)
        self._main, self._more = Rows(), MorePart()
        self._main.add(tr("Pr&eset"), self._preset_panel)
        self._main.add(tr("&Data"), data)
        self._rows = FieldRows(self._fields, self._main, self._more.rows, theme)
        self._rows.guard.guard(self._preset_panel.box)
        layout = column(self._main, self._more)
        layout.addStretch(1)
        self.setLayout(layout)
        self._connect()
        self._name_presets()
        self.set_recipe(PRESETS[self._preset])

    @property
    def recipe(self) -> Recipe | None:
        """What the form says; None while there is a `problem`.

        What has no field here stays as it was in the recipe that was set last.
        """
        return self._fields.recipe

    @property
    def problem(self) -> str:
        """What was typed that no run can be started with, in words; empty if there is nothing."""
        return self._rows.problem

    def settle(self) -> Recipe | None:
        """Take or refuse what is typed half-way; returns what the form says then."""
        self._fields.settle()
        return self.recipe

    @property
    def preset(self) -> str:
        """The key of the preset that was chosen last, changed since or not."""
        return self._preset

    def set_recipe(self, recipe: Recipe, preset: str | None = None) -> str:
        """Fill the fields, as if `recipe` were made from `preset`; by default from the last one.

        Returns what of it they cannot hold, in words; empty if they hold all.
        """
        chosen = preset if preset in PRESETS else self._preset
        self._preset = choices.origin_of(recipe, chosen)
        self._fields.fill(recipe)
        lacking = self._fields.unlike(recipe)
        self._show_changes()
        self._tell()
        return self._rows.cannot_hold(lacking)

    def limit_batch(self, images: int) -> None:
        """Take no batch larger than the `images` there are to learn from."""
        if self._rows.set_images(images):
            self._show_changes()

    def set_running(self, is_running: bool) -> None:
        """While a run goes by what the form says, take nothing but another learning rate."""
        if is_running == self._is_running:
            return
        self._is_running = is_running
        if is_running:
            self._fields.give_up_typed()
            self._keep_focus_out()
        elif self._fields.rate.hasAcceptableInput():
            self._fields.rate.interpretText()  # typed, but not entered before the end
        self._fields.set_enabled(not is_running, but=[RATE])
        self._preset_panel.set_locked(is_running)
        self._fields.rate.setKeyboardTracking(not is_running)
        self._rows.set_running(is_running)
        self._show_changes()
        if not is_running:
            self._give_focus_back()
            if self.recipe != self._told:
                self._tell()

    def _connect(self) -> None:
        self._fields.edited.connect(self._on_edited)
        self._preset_panel.chosen.connect(self._on_preset_chosen)
        self._preset_panel.undone.connect(self._on_preset_undone)
        self._costs.changed.connect(self._on_costs_changed)

    def _tell(self) -> None:
        self._told = self.recipe
        self.changed.emit()

    def _show_changes(self) -> None:
        changes = self._fields.changes(PRESETS[self._preset])
        if changes:
            self._left = None  # what was left before is out of reach: these are the changes now
        custom_of = self._preset if changes else self._left and self._left[1]
        self._preset_panel.show_preset(self._preset, len(changes), custom_of)
        self._rows.mark(changes, choices.SHORT_PRESET_NAMES[self._preset])
        self._more.tell_changes(len(changes.keys() & MORE.keys()))
        self._show_cost()

    def _show_cost(self) -> None:
        recipe = self.recipe
        self._rows.set_cost(None if recipe is None else self._costs.of(recipe))

    def _name_presets(self) -> None:
        """Say of each preset how long it takes here, as far as that is known."""
        for key, recipe in PRESETS.items():
            cost = self._costs.of(recipe)
            self._preset_panel.name(key, None if cost is None else cost.seconds)

    def _keep_focus_out(self) -> None:
        """Hold the focus, which would else pass to the one field that still takes changes."""
        focused = QApplication.focusWidget()
        if not isinstance(focused, QLineEdit | QAbstractSpinBox | QComboBox):
            return
        if self.isAncestorOf(focused) and focused is not self._fields.rate:
            self._focused = focused
            self.setFocus()

    def _give_focus_back(self) -> None:
        focused, self._focused = self._focused, None
        if focused is not None and self.hasFocus():
            focused.setFocus()

    @Slot()
    def _on_costs_changed(self) -> None:
        self._name_presets()
        self._show_cost()

    @Slot()
    def _on_edited(self) -> None:
        recipe = self.recipe
        if not self._is_running:
            self._preset = choices.origin_of(recipe, self._preset)
        self._show_changes()
        if not self._is_running:
            self._tell()
        elif recipe is not None:
            self.rate_changed.emit(recipe.learning_rate)

    @Slot(str)
    def _on_preset_chosen(self, key: str) -> None:
        if key in PRESETS:
            self._leave_for(key)
        elif self._left is not None:
            self.set_recipe(*self._left)
        else:
            self._show_changes()

    @Slot()
    def _on_preset_undone(self) -> None:
        self._preset_panel.box.setFocus()
        self._leave_for(self._preset)

    def _leave_for(self, key: str) -> None:
        """Take a preset as it is, and leave a changed recipe where it can be chosen again."""
        recipe = self.recipe
        if recipe is not None and recipe != PRESETS[self._preset]:
            self._left = (recipe, self._preset)
        self.set_recipe(PRESETS[key], key)
