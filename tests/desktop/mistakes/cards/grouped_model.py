"""Mistakes under headings, with words for the cards, for the gallery's tests."""

from typing import Any

from PySide6.QtCore import Qt

from desktop.mistakes.cards.card_layout import CardRole
from desktop.mistakes.cards.groups import Groups
from desktop.mistakes.cards.model import MistakesModel


class GroupedModel(MistakesModel):
    """What a model gives that has more to say than its figures."""

    def __init__(self, groups: Groups, sort_text: str = "", story: str = "") -> None:
        super().__init__()
        self._groups = groups
        self.words = {CardRole.SORT_TEXT: sort_text, CardRole.STORY: story}

    def data(self, index: Any, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role in self.words:
            return self.words[CardRole(role)]
        return super().data(index, role)
