"""What are alarms and actions called on a page?"""

from collections.abc import Mapping
from datetime import date

from sagstyngde.alarm import NEEDS_NOTE, Alarm, AlarmAction, AlarmKind
from serve.language import _, ngettext
from serve.written import count, day


def kind_names() -> Mapping[AlarmKind, str]:
    """Name the kinds, in the order a leader takes them."""
    return {
        AlarmKind.OVERLOAD: _("Over grænsen"),
        AlarmKind.RAMP: _("Indfasning"),
        AlarmKind.DEADLINE: _("Frist"),
        AlarmKind.NO_CASEWORKER: _("Uden sagsbehandler"),
        AlarmKind.NO_CONTACT: _("Længe uden kontakt"),
        AlarmKind.DISSENT: _("Indsigelse uden svar"),
        AlarmKind.SIBLINGS_SPLIT: _("Søskende adskilt"),
        AlarmKind.LEAVING: _("Fratrædelse"),
        AlarmKind.DISAGREEMENT: _("Uenighed om kategori"),
        AlarmKind.MODEL: _("Modellen passer måske ikke længere"),
    }


def action_names() -> Mapping[AlarmAction, str]:
    """Name the actions as what somebody can do."""
    return {
        AlarmAction.PLACED: _("Sagen er fordelt"),
        AlarmAction.MOVED: _("Sager er flyttet"),
        AlarmAction.RELIEVED: _("Der er tilført tid eller hjælp"),
        AlarmAction.DECIDED: _("Det er gjort i sagen"),
        AlarmAction.RETRAINED: _("Modellen er lært på ny"),
        AlarmAction.ROLLED_BACK: _("Den tidligere model er taget i brug igen"),
        AlarmAction.INVESTIGATED: _("Undersøgt: årsagen er fundet"),
        AlarmAction.ACCEPTED: _("Aftalt fravigelse til og med en dag"),
        AlarmAction.DISCUSSED: _("Drøftet, ingen ændring"),
        AlarmAction.MISTAKEN: _("Advarslen tager fejl"),
    }


_ALWAYS = (AlarmAction.ACCEPTED, AlarmAction.DISCUSSED, AlarmAction.MISTAKEN)
_FITTING: Mapping[AlarmKind, tuple[AlarmAction, ...]] = {
    AlarmKind.OVERLOAD: (AlarmAction.MOVED, AlarmAction.RELIEVED),
    AlarmKind.RAMP: (AlarmAction.MOVED, AlarmAction.RELIEVED),
    AlarmKind.DEADLINE: (AlarmAction.DECIDED, AlarmAction.MOVED, AlarmAction.RELIEVED),
    AlarmKind.NO_CASEWORKER: (AlarmAction.PLACED,),
    AlarmKind.NO_CONTACT: (AlarmAction.DECIDED, AlarmAction.MOVED, AlarmAction.RELIEVED),
    AlarmKind.DISSENT: (AlarmAction.DECIDED, AlarmAction.MOVED),
    AlarmKind.SIBLINGS_SPLIT: (AlarmAction.MOVED,),
    AlarmKind.LEAVING: (AlarmAction.MOVED,),
    AlarmKind.DISAGREEMENT: (AlarmAction.DECIDED,),
    AlarmKind.MODEL: (AlarmAction.RETRAINED, AlarmAction.ROLLED_BACK, AlarmAction.INVESTIGATED),
}


def fitting(kind: AlarmKind) -> list[tuple[str, str, bool]]:
    """Return what can be done about a kind of alarm: what is sent, what is read, and whether it takes a reason."""
    names = action_names()
    return [(one.value, names[one], one in NEEDS_NOTE) for one in (*_FITTING[kind], *_ALWAYS)]


def lead(waiting: int) -> str:
    """Say what waits for the leader.

    >>> lead(3), lead(0)
    ('3 advarsler venter på handling.', 'Ingen advarsler venter på handling.')
    """
    if not waiting:
        return _("Ingen advarsler venter på handling.")
    return ngettext("{n} advarsel venter på handling.", "{n} advarsler venter på handling.", waiting).format(n=waiting)


def done_text(alarm: Alarm) -> str:
    """Say what was done about an alarm, and when."""
    if alarm.action is None or alarm.closed_at is None:
        return ""
    told = f"{action_names()[alarm.action]} ({day(alarm.closed_at.date())})"
    until = "" if alarm.until is None else _(", fravigelse til og med {day}").format(day=day(alarm.until))
    return f"{told}{until}"


def since_text(since: date, on: date) -> str:
    """Say since when something has been so.

    >>> since_text(date(2026, 11, 3), date(2026, 11, 4))
    'Siden 3. nov. 2026 (1 dag)'
    """
    days = max(0, (on - since).days)
    return _("Siden {day} ({days})").format(day=day(since), days=count(days, _("dag"), _("dage")))


def due_text(due_on: date, on: date) -> str:
    """Say how far a day lies ahead or behind.

    >>> due_text(date(2026, 11, 3), date(2026, 11, 5)), due_text(date(2026, 11, 5), date(2026, 11, 5))
    ('Overskredet med 2 dage', 'I dag')
    """
    days = (due_on - on).days
    if days == 0:
        return _("I dag")
    told = count(abs(days), _("dag"), _("dage"))
    return _("Om {days}").format(days=told) if days > 0 else _("Overskredet med {days}").format(days=told)
