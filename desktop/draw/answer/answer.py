"""The answer to a drawing, in large and in small: the digit that was read, or why none was."""

from math import isfinite

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from desktop.draw.answer.answer_words import READING, answer_words
from desktop.draw.answer.framing_view import FramingView
from desktop.formats import hint
from desktop.theme import SPACE, Theme, sized
from desktop.translation import tr
from desktop.widgets.labels import Caption, ElidedCaption, Heading, Steady, Tone, TonedLabel
from desktop.widgets.probability_bars import ProbabilityBars
from nncore.drawing.framing import FramingSteps
from nncore.recognition.reading import Reading

INVITATION = tr("Draw a digit and the network reads it as you draw.")
NO_NETWORK = tr("There is no network yet. Train one and it reads what you draw.")
NOT_A_NUMBER = tr("This network’s answer is not a number; its weights are too large.")
NOT_A_NUMBER_IN_SHORT = tr("Not a number")
FAILED = tr("The network could not read what you drew. Draw on, and it tries again.")


class Answer(QStackedWidget):
    """The answer in large: a digit, how probable it is and who read it; or a sentence without any.

    A refusal looks like an answer, but that its digit, the nearest guess, is grey. The height is
    always the same, so that nothing below moves while a person draws.
    """

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sentence = TonedLabel(theme, INVITATION)
        self._digit = TonedLabel(theme)
        self._title = TonedLabel(theme)
        self._reason = TonedLabel(theme)
        self._details = Caption(theme)
        self._reader = ElidedCaption(theme)
        self._digit.setObjectName("prediction_label")
        self._title.setObjectName("answer_title")
        self._reason.setObjectName("answer_reason")
        self._lay_out()

    def show_reading(
        self,
        reading: Reading | None,
        network_name: str | None,
        *,
        is_current: bool = True,
        framed: str = "",
    ) -> None:
        """Show what the network of that name has read; None without ink, or without network.

        is_current: False while the network still reads; `reading`, its answer of before, is grey.
        framed: what was different about the frame, in a few words.
        """
        is_number = reading is not None and isfinite(reading.confidence)
        if not is_current and not is_number:
            self._say(READING)
        elif reading is None:
            self._say(NO_NETWORK if network_name is None else INVITATION)
        elif not is_number:
            self._say(NOT_A_NUMBER)
        else:
            self._show_digit(reading, is_current, is_framed_otherwise=bool(framed))
            by = (
                tr("Read by {network}", network=network_name)
                if is_current
                else tr("{network} is reading…", network=network_name)
            )
            self._reader.setText(f"{by}, {framed}" if framed else by)

    def show_failure(self) -> None:
        """Say that the network could not read the drawing."""
        self._say(FAILED)

    def _say(self, sentence: str) -> None:
        self._sentence.setText(sentence)
        self._digit.setAccessibleName("")
        for label in (self._digit, self._title, self._reason, self._details):
            label.clear()
            label.setToolTip("")
        self.setCurrentIndex(0)

    def _show_digit(self, reading: Reading, is_current: bool, *, is_framed_otherwise: bool) -> None:
        words = answer_words(reading, is_framed_otherwise=is_framed_otherwise)
        self._digit.setText(str(reading.digit))
        self._digit.setAccessibleName(words.spoken if is_current else READING)
        for label, text in (
            (self._title, words.title),
            (self._reason, words.reason),
            (self._details, words.details),
        ):
            label.setText(text)
            label.setToolTip(hint(text))
        is_firm = reading.known and is_current
        self._digit.set_tone(Tone.PLAIN if is_firm else Tone.MUTED)
        for label in (self._title, self._reason):
            label.set_tone(Tone.PLAIN if is_current else Tone.MUTED)
        self.setCurrentIndex(1)

    def _lay_out(self) -> None:
        self._digit.setFont(sized(self.font(), 5, bold=True))
        self._digit.setMinimumWidth(self._digit.fontMetrics().horizontalAdvance("0"))
        self._title.setFont(sized(self.font(), 1.7))
        # labels change their height by a pixel with their first words
        for label in (self._digit, self._reader):
            label.setFixedHeight(label.fontMetrics().height())
        self._details.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._sentence.setWordWrap(True)
        self._sentence.setFont(sized(self.font(), 1.2))
        # so that no last word is left alone on its line
        self._sentence.setContentsMargins(0, 0, 12 * SPACE, 0)
        beside = QVBoxLayout()
        beside.setSpacing(0)
        beside.addStretch()
        beside.addWidget(Steady(self._title, 1))
        beside.addWidget(Steady(self._reason, 1))
        beside.addWidget(self._reader)
        beside.addWidget(Steady(self._details, 2))
        beside.addStretch()
        page = QWidget()
        row = QHBoxLayout(page)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2 * SPACE)
        row.addWidget(self._digit)
        row.addLayout(beside, 1)
        self.addWidget(self._sentence)
        self.addWidget(page)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)


class SmallAnswer(QWidget):
    """An answer in a drawer: one line, and bars in two columns, so that little height is taken.

    name: what the object names of the parts begin with. whose: as in "the changed drawing".
    """

    def __init__(self, name: str, whose: str, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = TonedLabel(theme)
        self._title.setObjectName(f"{name}_title")
        self._title.setFont(sized(self.font(), 1.2, bold=True))
        self._bars = ProbabilityBars(theme, columns=2)
        self._bars.setObjectName(f"{name}_bars")
        self._bars.setAccessibleName(tr("Probabilities of the ten digits, {whose}", whose=whose))
        self._bars.setFont(sized(self.font(), 0.85))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(Steady(self._title, 1))
        column.addWidget(self._bars)

    def show_reading(self, reading: Reading | None, *, is_current: bool = True) -> None:
        """Show what was read; None for nothing. is_current: False for ink of before, in grey."""
        self._bars.show_probabilities(
            None if reading is None else reading.probabilities,
            is_current=is_current,
            is_known=reading is not None and reading.known,
        )
        text = spoken = ""
        if reading is not None and not isfinite(reading.confidence):
            text = spoken = NOT_A_NUMBER_IN_SHORT
        elif reading is not None:
            words = answer_words(reading)
            text = f"{reading.digit}  {words.title}" if reading.known else words.title
            spoken = words.spoken
        is_firm = reading is not None and reading.known and is_current
        self._title.set_tone(Tone.PLAIN if is_firm else Tone.MUTED)
        self._title.setText(text)
        # what is grey must not be heard as an answer
        self._title.setAccessibleName(spoken if is_current else READING)
        self._title.setToolTip(hint(spoken))


class PredictionPanel(QWidget):
    """Shows a reading in three ways, from the answer down to the pixels.

    `framing_chosen`: other steps of framing, a FramingChoice, are wanted.
    """

    framing_chosen = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._answer = Answer(theme)
        self._bars = ProbabilityBars(theme)
        self._seen = QWidget()
        self._framing = FramingView(theme)
        self._heading = Heading(tr("What the network sees"))
        self._framing.chosen.connect(self.framing_chosen)
        self._lay_out()

    def show_reading(
        self,
        reading: Reading | None,
        network_name: str | None,
        *,
        is_current: bool = True,
        framed: str = "",
    ) -> None:
        """Show what the network of that name has read, as `Answer.show_reading` does, with bars."""
        self._answer.show_reading(reading, network_name, is_current=is_current, framed=framed)
        probabilities = None if reading is None else reading.probabilities
        is_known = reading is not None and reading.known
        self._bars.show_probabilities(probabilities, is_current=is_current, is_known=is_known)

    def show_failure(self) -> None:
        """Say that the network could not read the drawing."""
        self._answer.show_failure()
        self._bars.show_probabilities(None)

    def show_steps(self, steps: FramingSteps | None, beginning: tuple[str, str]) -> None:
        """Show how the drawing became the frame; None without ink, or without network.

        beginning: what it begins with, in a word, and what is to be said of that.
        """
        self._framing.show_steps(steps, beginning)

    @property
    def least_height(self) -> int:
        """Pixels that all of it needs, with the smallest pictures of the framing."""
        return self._beside_framing + self._framing.least_height

    @property
    def _beside_framing(self) -> int:
        """Pixels of answer, bars, heading, and what is between them."""
        above = self._answer.sizeHint().height() + SPACE + self._bars.minimumSizeHint().height()
        return above + 3 * SPACE + self._heading.sizeHint().height()

    def make_room(self, height: int) -> None:
        """Have smaller pictures of the framing, or none of it, if all does not fit into `height`
        pixels, so that the answer and the bars do; with less room still, the bars in two columns.
        """
        self._bars.set_columns(1)
        answered = self._answer.sizeHint().height() + SPACE
        if answered + self._bars.minimumSizeHint().height() > height:
            self._bars.set_columns(2)
        room = height - self._beside_framing
        self._seen.setVisible(self._framing.least_height <= room)
        self._framing.set_room(room)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._answer)
        column.addSpacing(SPACE)
        column.addWidget(self._bars)
        column.addWidget(self._seen)
        column.addStretch()
        seen = QVBoxLayout(self._seen)
        seen.setContentsMargins(0, 2 * SPACE, 0, 0)
        seen.setSpacing(SPACE)
        seen.addWidget(self._heading)
        seen.addWidget(self._framing)
