"""Every move of a hand, while it draws: what lies between two moves is the stroke's shape."""

from PySide6.QtCore import QCoreApplication, Qt

_MERGING = Qt.ApplicationAttribute.AA_CompressHighFrequencyEvents


class EveryMove:
    """Lets Qt merge no moves that wait to be handled, as it does with a mouse's on X11."""

    def __init__(self) -> None:
        self._merged_before: bool | None = None
        """Whether Qt merged moves before; None while it does what it did."""

    def ask(self) -> None:
        """From now on, nothing is merged."""
        if self._merged_before is None:
            self._merged_before = QCoreApplication.testAttribute(_MERGING)
        QCoreApplication.setAttribute(_MERGING, False)

    def no_more(self) -> None:
        """Qt does again what it did before."""
        if self._merged_before is not None:
            QCoreApplication.setAttribute(_MERGING, self._merged_before)
            self._merged_before = None
