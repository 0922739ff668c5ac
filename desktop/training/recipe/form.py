"""The recipe form: what decides a run, in words that a student knows.

It knows recipes and presets, not data sets or runs; a data set only limits the batch.
"""

from dataclasses import replace

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QComboBox,
    QLineEdit,
    QSpinBox,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from desktop.shared.hints import explain
from desktop.shared.labels import Caption
from desktop.shared.theme import SPACE, Theme
from desktop.training.recipe import choices
from desktop.training.recipe.fields import MOST_EPOCHS, MOST_SEED, BatchBox, RateBox, WheelGuard
from desktop.training.recipe.hidden_problem import hidden_problem
from desktop.training.recipe.rows import Rows
from desktop.training.wording import layers_note, unshown
from nncore.architecture import Hidden, parse_hidden
from nncore.augmentation import AUGMENTATIONS, Augmentation
from nncore.presets import PRESETS
from nncore.recipes import Recipe


class RecipeForm(QWidget):
    """Fields for a recipe. `changed`: the recipe may be another, or none that can be run.

    data: the row for the data set, which belongs between the others and is not this form's.
    """

    changed = Signal()

    def __init__(self, theme: Theme, data: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._guard = WheelGuard(self)
        self._base = PRESETS["quick"]
        self._make_fields(theme)
        self._lay_out(data)
        self._connect()
        self.set_recipe(self._base)

    @property
    def recipe(self) -> Recipe | None:
        """What the form says; None while the hidden layers cannot be read.

        What has no field here stays as it was in the recipe that was set last.
        """
        hidden = self._hidden
        if hidden is None:
            return None
        return replace(
            self._base,
            hidden=hidden,
            optimizer=self._optimizer_box.currentData(),
            learning_rate=self._rate_box.value(),
            batch_size=self._batch_box.batch_size,
            epochs=self._epochs_box.value(),
            seed=self._seed_box.value(),
            initializer=self._initializer_box.currentData(),
            schedule=self._schedule_box.currentData(),
            augmentation=self._augmentation,
        )

    def set_recipe(self, recipe: Recipe) -> None:
        """Fill the fields."""
        self.blockSignals(True)
        self._base = recipe
        self._hidden_edit.setText(", ".join(map(str, recipe.hidden)))
        self._hidden_edit.setCursorPosition(0)  # of a long row, its beginning
        self._rate_box.setValue(recipe.learning_rate)
        self._batch_box.batch_size = recipe.batch_size
        self._epochs_box.setValue(recipe.epochs)
        self._seed_box.setValue(recipe.seed)
        _select(self._optimizer_box, recipe.optimizer)
        _select(self._initializer_box, recipe.initializer)
        _select(self._schedule_box, recipe.schedule)
        _select_augmentation(self._augmentation_box, recipe.augmentation)
        _tell_or_hide(self._unshown_note, unshown(recipe))
        self.blockSignals(False)
        self._on_edited()

    def limit_batch(self, images: int) -> None:
        """Take no batch larger than the `images` there are to learn from."""
        self._batch_box.setMaximum(images)

    def set_fields_enabled(self, enabled: bool) -> None:
        """Take changes, or none while a run goes by what the form says."""
        for field in self._fields:
            field.setEnabled(enabled)

    @property
    def _hidden(self) -> Hidden | None:
        try:
            return parse_hidden(self._hidden_edit.text())
        except ValueError:
            return None

    @property
    def _augmentation(self) -> Augmentation:
        return AUGMENTATIONS.get(self._augmentation_box.currentData(), self._base.augmentation)

    def _make_fields(self, theme: Theme) -> None:
        self._preset_box = self._choice("preset_box", "Preset", choices.PRESET_NAMES)
        self._hidden_edit = QLineEdit()
        self._name(self._hidden_edit, "hidden_layers_edit", "Hidden layers")
        self._hidden_note = Caption(theme)
        self._hidden_note.setObjectName("parameters_label")
        self._hidden_note.setWordWrap(True)
        self._rate_box = RateBox()
        self._name(self._rate_box, "learning_rate_box", "Learning rate")
        self._batch_box = BatchBox()
        self._name(self._batch_box, "batch_size_box", "Batch size")
        self._epochs_box = QSpinBox(minimum=1, maximum=MOST_EPOCHS)
        self._name(self._epochs_box, "epochs_box", "Epochs")
        self._optimizer_box = self._choice("optimizer_box", "Optimizer", choices.OPTIMIZER_NAMES)
        self._schedule_box = self._choice("schedule_box", "Schedule", choices.SCHEDULE_NAMES)
        self._augmentation_box = self._choice(
            "augmentation_box", "Vary images", choices.AUGMENTATION_NAMES
        )
        self._initializer_box = self._choice(
            "initializer_box", "First weights", choices.INITIALIZER_NAMES
        )
        self._seed_box = QSpinBox(minimum=0, maximum=MOST_SEED)
        self._name(self._seed_box, "seed_box", "Seed")
        self._unshown_note = Caption(theme)
        self._unshown_note.setObjectName("unshown_label")
        self._unshown_note.setWordWrap(True)

    def _choice(self, object_name: str, name: str, options: dict[str, str]) -> QComboBox:
        box = QComboBox()
        for key, words in options.items():
            box.addItem(words, key)
        box.setMinimumContentsLength(8)
        box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self._name(box, object_name, name)
        return box

    def _name(self, field: QWidget, object_name: str, name: str) -> None:
        field.setObjectName(object_name)
        field.setAccessibleName(name)
        explain(field, choices.HELP[object_name])
        self._guard.guard(field)

    @property
    def _fields(self) -> list[QWidget]:
        return [
            self._preset_box,
            self._hidden_edit,
            self._rate_box,
            self._batch_box,
            self._epochs_box,
            self._optimizer_box,
            self._schedule_box,
            self._augmentation_box,
            self._initializer_box,
            self._seed_box,
        ]

    def _lay_out(self, data: QWidget) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE)
        main = Rows()
        main.add("Pr&eset", self._preset_box)
        main.add("&Data", data)
        main.add("Hidden &layers", self._hidden_edit, self._hidden_note)
        main.add("Learning &rate", self._rate_box)
        main.add("&Batch size", self._batch_box)
        main.add("Epo&chs", self._epochs_box)
        layout.addWidget(main)
        layout.addWidget(self._make_more_button(), 0, Qt.AlignmentFlag.AlignLeft)
        self._more = Rows()
        self._more.add("Optimi&zer", self._optimizer_box)
        self._more.add("Sched&ule", self._schedule_box)
        self._more.add("Var&y images", self._augmentation_box)
        self._more.add("F&irst weights", self._initializer_box)
        self._more.add("Seed", self._seed_box, self._unshown_note)
        self._more.hide()
        layout.addWidget(self._more)
        layout.addStretch(1)

    def _make_more_button(self) -> QToolButton:
        self._more_button = QToolButton(autoRaise=True)
        self._more_button.setText("More")
        self._more_button.setCheckable(True)
        self._more_button.setObjectName("more_button")
        self._more_button.setAccessibleName("More settings")
        self._more_button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._more_button.setArrowType(Qt.ArrowType.RightArrow)
        self._more_button.toggled.connect(self._on_more_toggled)
        return self._more_button

    def _connect(self) -> None:
        self._preset_box.activated.connect(self._on_preset_activated)
        self._hidden_edit.textChanged.connect(self._on_edited)
        for box in (self._rate_box, self._batch_box, self._epochs_box, self._seed_box):
            box.valueChanged.connect(self._on_edited)
        for choice in (
            self._optimizer_box,
            self._schedule_box,
            self._augmentation_box,
            self._initializer_box,
        ):
            choice.currentIndexChanged.connect(self._on_edited)

    @Slot(int)
    def _on_preset_activated(self, _index: int) -> None:
        recipe = PRESETS.get(self._preset_box.currentData())
        if recipe is None:
            self._on_edited()
        else:
            self.set_recipe(recipe)

    @Slot()
    def _on_edited(self) -> None:
        if self.signalsBlocked():
            return
        hidden = self._hidden
        if hidden is None:
            self._hidden_note.warn(hidden_problem(self._hidden_edit.text()))
        else:
            self._hidden_note.tell(layers_note(hidden))
        _select(self._preset_box, choices.preset_of(self.recipe))
        self.changed.emit()

    @Slot(bool)
    def _on_more_toggled(self, checked: bool) -> None:
        self._more.setVisible(checked)
        arrow = Qt.ArrowType.DownArrow if checked else Qt.ArrowType.RightArrow
        self._more_button.setArrowType(arrow)


def _select(box: QComboBox, key: str) -> None:
    box.setCurrentIndex(box.findData(key))


def _select_augmentation(box: QComboBox, augmentation: Augmentation) -> None:
    """Select it by its name; one that has none gets an entry for as long as it stays."""
    custom, key = box.findData(choices.CUSTOM), choices.augmentation_of(augmentation)
    if key != choices.CUSTOM and custom >= 0:
        box.removeItem(custom)
    elif key == choices.CUSTOM and custom < 0:
        box.addItem("Custom", choices.CUSTOM)
    _select(box, key)


def _tell_or_hide(note: Caption, text: str) -> None:
    note.tell(text)
    note.setVisible(bool(text))
