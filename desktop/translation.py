"""Text as people read it, in their language: every sentence of the window passes through here.

Catalogues lie in resources/translations, as gettext has them; without one for the language of the
system (LANGUAGE, LC_ALL, LC_MESSAGES, LANG) a text stays as it stands in the code. What people read
is never a key, an object name or a word in a file.
"""

import gettext

from desktop.system.resources import resource_folder

_CATALOGUE = gettext.translation("misread", resource_folder("translations"), fallback=True)


def tr(text: str, **values: object) -> str:
    """The text in the language of the system, its {placeholders} filled with `values`."""
    translated = _CATALOGUE.gettext(text)
    return translated.format(**values) if values else translated


def tr_count(one: str, many: str, number: int) -> str:
    """One of two texts, by the number that their {count} stands for; a catalogue may have more."""
    return _CATALOGUE.ngettext(one, many, number).format(count=f"{number:,}")
