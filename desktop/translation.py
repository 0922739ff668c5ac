"""Text as people read it, in their language: every sentence of the window passes through here.

Catalogues lie in resources/translations, as gettext has them; without one for the language of the
system (LANGUAGE, LC_ALL, LC_MESSAGES, LANG) a text stays as it stands in the code. What people read
is never a key, an object name or a word in a file.
"""

import gettext
import logging
from collections.abc import Mapping
from pathlib import Path

from desktop.system.resources import resource_folder

_LOG = logging.getLogger(__name__)


def catalogue(folder: Path) -> gettext.NullTranslations:
    """The texts in the language of the system; a catalogue that is damaged or cannot be read
    leaves them as they are.
    """
    try:
        return gettext.translation("misread", folder, fallback=True)
    except Exception:  # noqa: BLE001 - a damaged file may raise anything, and is no reason to end
        _LOG.warning("The translation in %s cannot be used.", folder, exc_info=True)
        return gettext.NullTranslations()


_CATALOGUE = catalogue(resource_folder("translations"))


def tr(text: str, **values: object) -> str:
    """The text in the language of the system, its {placeholders} filled with `values`."""
    translated = _CATALOGUE.gettext(text)
    return _filled(translated, text, values) if values else translated


def tr_count(one: str, many: str, number: int, **values: object) -> str:
    """One of two texts, by the number that their {count} stands for; a catalogue may have more."""
    values["count"] = f"{number:,}"
    text = one if number == 1 else many
    try:
        translated = _CATALOGUE.ngettext(one, many, number)
    except ArithmeticError:  # a catalogue's rule of plurals is a formula, which may divide by zero
        translated = text
    return _filled(translated, text, values)


def _filled(translated: str, text: str, values: Mapping[str, object]) -> str:
    """The translation with its values; the text where a translator mistyped a placeholder."""
    try:
        return translated.format(**values)
    except (LookupError, ValueError, AttributeError, TypeError, MemoryError):
        return text.format(**values)
