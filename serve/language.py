"""In which language does a page speak? Danish, unless its reader has asked for English.

Texts are written in Danish where they stand and looked up in one catalogue (``serve/locale``). What the models, the
allocation and people have said stays as it was said.
"""

from contextvars import ContextVar
from gettext import NullTranslations

TRANSLATIONS: ContextVar[NullTranslations] = ContextVar("translations")
_DANISH = NullTranslations()


def _(text: str) -> str:
    """Return a text in the reader's language. Fill it in afterwards: ``_("{n} sager").format(n=n)``.

    >>> _("Fordeling")
    'Fordeling'
    """
    return TRANSLATIONS.get(_DANISH).gettext(text) if text else text


def ngettext(one: str, several: str, number: int) -> str:
    """Return the text for one or for several, in the reader's language.

    >>> ngettext("{n} sag", "{n} sager", 2).format(n=2)
    '2 sager'
    """
    return TRANSLATIONS.get(_DANISH).ngettext(one, several, number)
