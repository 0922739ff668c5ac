"""Text as people read it, in their language: every sentence of the window passes through here.

Catalogues lie in resources/translations, as gettext has them; without one for the language of the
system (LANGUAGE, LC_ALL, LC_MESSAGES, LANG) a text stays as it stands in the code. What people read
is never a key, an object name or a word in a file.
"""

import gettext
from collections.abc import Mapping

from desktop.system.resources import resource_folder

_CATALOGUE = gettext.translation("misread", resource_folder("translations"), fallback=True)


def tr(text: str, **values: object) -> str:
    """The text in the language of the system, its {placeholders} filled with `values`."""
    translated = _CATALOGUE.gettext(text)
    return _filled(translated, text, values) if values else translated


def tr_count(one: str, many: str, number: int) -> str:
    """One of two texts, by the number that their {count} stands for; a catalogue may have more."""
    values = {"count": f"{number:,}"}
    return _filled(_CATALOGUE.ngettext(one, many, number), one if number == 1 else many, values)


def _filled(translated: str, text: str, values: Mapping[str, object]) -> str:
    """The translation with its values; the text where a translator mistyped a placeholder."""
    try:
        return translated.format(**values)
    except (LookupError, ValueError, AttributeError, TypeError):
        return text.format(**values)
