"""In which language does a page speak? Danish, unless its reader has asked for English.

Texts are written in Danish where they stand and looked up in one catalogue (``serve/locale``), which is read when the
first reader asks for English: a server whose readers all read Danish never opens it. What the models, the allocation
and people have said stays as it was said, and ``said`` tells a screen reader so.
"""

from collections.abc import Mapping
from contextvars import ContextVar
from functools import cache
from gettext import NullTranslations
from importlib import import_module
from pathlib import Path

from markupsafe import Markup, escape

from sagstyngde.errors import Language

CATALOGUE = Path(__file__).parent / "locale" / "en" / "LC_MESSAGES" / "sagstyngde.po"
TRANSLATIONS: ContextVar[NullTranslations] = ContextVar("translations")
_DANISH = NullTranslations()


class Catalogue(NullTranslations):
    """The texts of one other language, by what they are in Danish; those it lacks stay Danish.

    >>> english = Catalogue({"Fordeling": ("Allocation",), "{n} sag": ("{n} case", "{n} cases")})
    >>> english.gettext("Fordeling"), english.gettext("Indgang"), english.ngettext("{n} sag", "{n} sager", 2)
    ('Allocation', 'Indgang', '{n} cases')
    """

    def __init__(self, texts: Mapping[str, tuple[str, ...]]) -> None:
        super().__init__()
        self._texts = texts

    def gettext(self, message: str) -> str:
        """Return one text."""
        return self._texts.get(message, (message,))[0]

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        """Return the text for one or for several."""
        return self._texts.get(msgid1, (msgid1, msgid2))[0 if n == 1 else -1]


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


def later(text: str) -> str:
    """Mark a constant as a text of the catalogue, where it stands; ``_`` looks it up when it is shown."""
    return text


def language() -> Language:
    """Return the language of the page that is being made."""
    return Language.DANISH if TRANSLATIONS.get(_DANISH) is _DANISH else Language.ENGLISH


def is_english() -> bool:
    """Whether the page that is being made is to be English."""
    return language() is Language.ENGLISH


def said(text: object) -> object:
    """Mark on an English page what was said in Danish and stays as it was said; on a Danish page it is as it is.

    >>> said("Klage under behandling")
    'Klage under behandling'
    """
    if not is_english() or not text:
        return text
    return Markup('<span lang="da">{}</span>').format(escape(text))


def in_danish() -> Markup:
    """Return the attribute that marks an element as Danish on an English page; nothing on a Danish one.

    >>> in_danish()
    Markup('')
    """
    return Markup(' lang="da"') if is_english() else Markup("")


@cache
def english() -> NullTranslations:
    """Return the English texts, read from the catalogue the first time they are asked for."""
    read = import_module("serve.catalogue").read  # Babel takes longer to load than a page may take to make
    return Catalogue(read(CATALOGUE))
