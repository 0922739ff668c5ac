"""The rows of the form, field by field: labels, help, and a note below where there is something to
say; and what keeps the wheel from changing fields unseen.
"""

from collections.abc import Mapping
from math import ceil

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QFontMetricsF
from PySide6.QtWidgets import QWidget

from desktop.theme import Theme
from desktop.train.recipe import wording
from desktop.train.recipe.fields import Fields
from desktop.train.recipe.rows import FieldLabel, Rows
from desktop.translation import tr
from desktop.widgets.labels import Caption, explain_in_parts
from desktop.workspace.run_costs import RunCost


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
    "hidden": ("hidden_layers_edit", tr("Hidden &layers")),
    "learning_rate": ("learning_rate_box", tr("Learning &rate")),
    "batch_size": ("batch_size_box", tr("&Batch size")),
    "epochs": ("epochs_box", tr("Epo&chs")),
}
MORE = {
    "optimizer": ("optimizer_box", tr("Optimi&zer")),
    "schedule": ("schedule_box", tr("Schedule")),
    "weight_decay": ("weight_decay_box", tr("Wei&ght decay")),
    "augmentation": ("augmentation_box", tr("Var&y images")),
    "non_digit_share": ("non_digit_share_box", tr("&Non-digits")),
    "patience": ("patience_box", tr("Stop e&arly")),
    "initializer": ("initializer_box", tr("F&irst weights")),
    "seed": ("seed_box", tr("Seed")),
}
"""By the name in a recipe: the name of the widget, and the label, whose word it is known by."""

NOTES = {
    "hidden_layers_edit": "parameters_label",
    "learning_rate_box": "rate_note",
    "epochs_box": "cost_note",
}
"""By the name of the widget: the name of the note below it, where it always says something."""

LAYERS_PROBLEM = tr("The hidden layers cannot be read.")
IDLE_RATE, RUNNING_RATE = tr("How far each step goes"), tr("Takes effect at once")


class FieldRows:
    """Labels and explains `fields`, the usual ones in `main`, the rest in `more`."""

    def __init__(self, fields: Fields, main: Rows, more: Rows, theme: Theme) -> None:
        self.guard = WheelGuard(fields)
        self._fields = fields
        self._images: int | None = None
        self._is_running = False
        self._cost: RunCost | None = None
        self._labels: dict[str, FieldLabel] = {}
        self._notes: dict[str, Caption] = {}
        for rows, names in ((main, MAIN), (more, MORE)):
            for name, (object_name, text) in names.items():
                self._name(name, object_name, text.replace("&", ""))
                self._notes[name] = self._make_note(object_name, theme)
                self._labels[name] = rows.add(text, fields.widget(name), self._notes[name])
        self._tell_notes()

    def set_images(self, images: int) -> bool:
        """Take no batch larger than the `images` there are; tells whether that changes anything."""
        if images == self._images:
            return False
        self._images = images
        self._fields.batch.limit_to(images)
        return True

    def set_cost(self, cost: RunCost | None) -> None:
        """Say what a run will take, as far as that is known."""
        self._cost = cost
        self._tell_notes()

    @property
    def problem(self) -> str:
        """What keeps a run from being started; empty if nothing does."""
        for name, problem in self._fields.problems.items():
            return LAYERS_PROBLEM if name == "hidden" else f"{_label(name)}: {problem}"
        return ""

    def set_running(self, is_running: bool) -> None:
        """Tell that the rate takes effect at once, or when the next run starts."""
        self._is_running = is_running
        self._tell_notes()

    def mark(self, changes: Mapping[str, str], preset: str) -> None:
        """Mark what differs from `preset`; `changes` are its entries in words."""
        problems = self._fields.problems
        for name, label in self._labels.items():
            reason = wording.preset_has(preset, changes[name]) if name in changes else ""
            label.mark(reason)
            self._explain(name, reason, problems.get(name, ""))
        self._tell_notes()

    def cannot_hold(self, entries: Mapping[str, str]) -> str:
        """Say of a recipe's `entries`, in words, that the fields hold others; empty for none."""
        fields = self._fields.by_name
        held = {name: fields[name].in_words(fields[name].entry) for name in entries}
        labels = {name: _label(name).lower() for name in entries}
        return wording.cannot_hold((labels[name], entries[name], held[name]) for name in entries)

    def _name(self, name: str, object_name: str, text: str) -> None:
        widget = self._fields.widget(name)
        widget.setObjectName(object_name)
        widget.setAccessibleName(text)
        self.guard.guard(widget)

    def _explain(self, name: str, reason: str, problem: str) -> None:
        object_name, _ = (MAIN | MORE)[name]
        field = self._fields.by_name[name]
        changed = tr("Changed: {reason}", reason=reason) if reason else ""
        said = [field.limits, *self._costs(name), changed, problem]
        sentences = [wording.HELP[object_name], *said]
        table = wording.LAYER_KINDS if name == "hidden" else ()
        explain_in_parts(self._fields.widget(name), sentences, table)

    def _costs(self, name: str) -> list[str]:
        """What is to be said of a field at this moment."""
        match name:
            case "hidden":
                hidden = self._fields.hidden.entry
                return [wording.LAYER_ORDER, "" if hidden is None else wording.reading_cost(hidden)]
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

    def _make_note(self, object_name: str, theme: Theme) -> Caption:
        note = Caption(theme)
        note.setObjectName(NOTES.get(object_name, f"{object_name}_note"))
        note.setWordWrap(True)
        # labels that wrap count in fractions of a pixel
        note.setMinimumHeight(ceil(QFontMetricsF(note.font()).lineSpacing()))
        return note

    def _tell_notes(self) -> None:
        problems = self._fields.problems
        for name, note in self._notes.items():
            if name in problems:
                note.warn(problems[name])
            else:
                self._tell_usual(name, note)
            # the line for the cost stays, so that nothing moves while layers are typed
            note.setVisible(bool(note.text()) or name == "epochs")

    def _tell_usual(self, name: str, note: Caption) -> None:
        """Say below a field what is worth knowing of what it holds."""
        match name:
            case "hidden":
                hidden = self._fields.hidden.entry
                note.tell("" if hidden is None else wording.layers_note(hidden))
                explain_in_parts(note, [] if hidden is None else [wording.reading_cost(hidden)])
            case "learning_rate":
                note.tell(RUNNING_RATE if self._is_running else IDLE_RATE)
            case "epochs" if self._cost is not None:
                says = note.warn if wording.is_worth_a_warning(self._cost) else note.tell
                says(wording.cost(self._cost))
                explain_in_parts(note, wording.cost_details(self._cost))
            case _:
                note.tell("")


def _label(name: str) -> str:
    return (MAIN | MORE)[name][1].replace("&", "")
