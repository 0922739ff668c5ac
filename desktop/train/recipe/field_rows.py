"""The rows of the form, field by field, and what keeps the wheel from changing them unseen."""

from collections.abc import Mapping

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QWidget

from desktop.theme import Theme
from desktop.train.recipe import wording
from desktop.train.recipe.fields import Fields
from desktop.train.recipe.help import HELP, LAYER_KINDS, LAYER_ORDER, explain
from desktop.train.recipe.hidden_problem import hidden_problem
from desktop.train.recipe.rows import FieldLabel, Rows
from desktop.widgets.labels import Caption


class WheelGuard(QObject):
    """Lets fields turn by the wheel only while they have the focus."""

    def guard(self, field: QWidget) -> None:
        """Let `field` turn by the wheel only while it has the focus."""
        field.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        field.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        is_wheel = event.type() == QEvent.Type.Wheel
        if is_wheel and isinstance(watched, QWidget) and not watched.hasFocus():
            event.ignore()
            return True
        return super().eventFilter(watched, event)


MAIN = {
    "hidden": ("hidden_layers_edit", "Hidden &layers"),
    "learning_rate": ("learning_rate_box", "Learning &rate"),
    "batch_size": ("batch_size_box", "&Batch size"),
    "epochs": ("epochs_box", "Epo&chs"),
}
MORE = {
    "optimizer": ("optimizer_box", "Optimi&zer"),
    "schedule": ("schedule_box", "Schedule"),
    "weight_decay": ("weight_decay_box", "Wei&ght decay"),
    "augmentation": ("augmentation_box", "Var&y images"),
    "non_digit_share": ("non_digit_share_box", "&Non-digits"),
    "patience": ("patience_box", "Stop e&arly"),
    "initializer": ("initializer_box", "F&irst weights"),
    "seed": ("seed_box", "Seed"),
}
"""By the name in a recipe: the name of the widget, and the label, whose word it is known by."""

IDLE_RATE, RUNNING_RATE = "How far each step goes", "Takes effect at once"


class FieldRows:
    """Labels and explains `fields`, the usual ones in `main`, the rest in `more`."""

    def __init__(self, fields: Fields, main: Rows, more: Rows, theme: Theme) -> None:
        self.guard = WheelGuard(fields)
        self._fields = fields
        self._images: int | None = None
        self._is_running = False
        self._layers_note = Caption(theme)
        self._layers_note.setObjectName("parameters_label")
        self._layers_note.setWordWrap(True)
        self._rate_note = Caption(theme, IDLE_RATE)
        self._rate_note.setObjectName("rate_note")
        notes = {"hidden": self._layers_note, "learning_rate": self._rate_note}
        self._labels: dict[str, FieldLabel] = {}
        for rows, names in ((main, MAIN), (more, MORE)):
            for name, (object_name, text) in names.items():
                self._name(name, object_name, text.replace("&", ""))
                self._labels[name] = rows.add(text, fields.widget(name), notes.get(name))

    def set_images(self, images: int) -> None:
        """Take no batch larger than the `images` there are."""
        self._images = images
        self._fields.batch.setMaximum(images)

    def set_running(self, is_running: bool) -> None:
        """Tell that the rate takes effect at once, or when the next run starts."""
        self._is_running = is_running
        self._rate_note.tell(RUNNING_RATE if is_running else IDLE_RATE)

    def mark(self, changes: Mapping[str, str], preset: str) -> None:
        """Mark what differs from `preset`; `changes` are its entries in words."""
        for name, label in self._labels.items():
            reason = wording.was(preset, changes[name]) if name in changes else ""
            label.mark(reason)
            self._explain(name, reason)
        self._tell_layers()

    def cannot_hold(self, entries: Mapping[str, str]) -> str:
        """Say of a recipe's `entries`, in words, that the fields hold others; empty for none."""
        fields = self._fields.by_name
        held = {name: fields[name].in_words(fields[name].entry) for name in entries}
        labels = {name: (MAIN | MORE)[name][1].replace("&", "").lower() for name in entries}
        return wording.cannot_hold((labels[name], entries[name], held[name]) for name in entries)

    def _name(self, name: str, object_name: str, text: str) -> None:
        widget = self._fields.widget(name)
        widget.setObjectName(object_name)
        widget.setAccessibleName(text)
        self.guard.guard(widget)

    def _explain(self, name: str, reason: str) -> None:
        object_name, _ = (MAIN | MORE)[name]
        field = self._fields.by_name[name]
        changed = f"Changed: {reason}" if reason else ""
        sentences = [HELP[object_name], field.limits, *self._costs(name), changed]
        table = LAYER_KINDS if name == "hidden" else ()
        explain(self._fields.widget(name), sentences, table)

    def _costs(self, name: str) -> list[str]:
        """What is to be said of a field at this moment."""
        match name:
            case "hidden":
                hidden = self._fields.hidden.entry
                return [LAYER_ORDER, "" if hidden is None else wording.reading_cost(hidden)]
            case "batch_size":
                return [self._steps]
            case "learning_rate":
                return [f"{RUNNING_RATE}." if self._is_running else ""]
        return []

    @property
    def _steps(self) -> str:
        images, batch = self._images, self._fields.batch.entry
        if images is None:
            return ""
        return wording.steps_cost(-(-images // (batch or images)), images)

    def _tell_layers(self) -> None:
        hidden = self._fields.hidden.entry
        if hidden is None:
            self._layers_note.warn(hidden_problem(self._fields.hidden.text()))
            explain(self._layers_note, [])
        else:
            self._layers_note.tell(wording.layers_note(hidden))
            explain(self._layers_note, [wording.reading_cost(hidden)])
