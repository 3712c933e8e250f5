"""What do the diary's kinds of work, days and states read as? Looked up when they are shown."""

from collections.abc import Mapping
from datetime import date

from casework.diary_rules import FAULTS, DiaryFault
from sagstyngde.work_kind import WorkKind
from serve.language import _
from serve.written import month


def kind_names() -> Mapping[WorkKind, str]:
    """Name the kinds of work as columns have them."""
    return {
        WorkKind.FAMILY: _("Familien"),
        WorkKind.PARTNERS: _("Samarbejde"),
        WorkKind.DESK: _("Skrivebord"),
        WorkKind.TRAVEL: _("Transport"),
    }


def kind_meanings() -> Mapping[WorkKind, str]:
    """Say what belongs under each kind of work."""
    return {
        WorkKind.FAMILY: _("samtaler og møder med barnet og familien, også i telefon"),
        WorkKind.PARTNERS: _("samtaler og møder med skole, sundhedsvæsen og andre"),
        WorkKind.DESK: _("journal, undersøgelse, afgørelser, breve og det, der læses til dem"),
        WorkKind.TRAVEL: _("vejen til og fra møder og besøg"),
    }


def fault_text(fault: DiaryFault) -> str:
    """Say why something was not written down."""
    return _(FAULTS[fault])


def weekday(day: date) -> str:
    """Name a day of the week."""
    return (_("mandag"), _("tirsdag"), _("onsdag"), _("torsdag"), _("fredag"), _("lørdag"), _("søndag"))[day.weekday()]


def short_weekday(day: date) -> str:
    """Name a day of the week as a narrow column has it."""
    return (_("man."), _("tir."), _("ons."), _("tor."), _("fre."), _("lør."), _("søn."))[day.weekday()]


def spoken_day(day: date) -> str:
    """Write a day as one speaks of it.

    >>> spoken_day(date(2026, 11, 23))
    'mandag den 23. november'
    """
    return _("{weekday} den {day}. {month}").format(weekday=weekday(day), day=day.day, month=month(day.month))
