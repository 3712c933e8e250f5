"""What do the pages of a caseworker's own desk say? The words that recur, looked up in the reader's language."""

import math
from collections.abc import Mapping, Sequence
from datetime import date

from casework.net_hours import Step, StepKind
from sagstyngde.dissent import DissentAnswer, DissentReason
from sagstyngde.felt import Felt
from sagstyngde.hand_over import Heading
from sagstyngde.plan import Load
from serve.language import _, ngettext
from serve.written import day, hours, inside, listing, percent


def felt_words() -> Mapping[Felt, str]:
    """Return the five words of felt load."""
    return {
        Felt.VERY_LOW: _("Meget lav"),
        Felt.LOW: _("Lav"),
        Felt.FITTING: _("Passende"),
        Felt.HIGH: _("Høj"),
        Felt.VERY_HIGH: _("Meget høj"),
    }


def reason_choices() -> Mapping[DissentReason, str]:
    """Return why a caseworker disagrees, as she says it herself."""
    return {
        DissentReason.LOAD: _("Jeg har for meget i forvejen"),
        DissentReason.COMPETENCE: _("Sagen kræver en kompetence, jeg ikke har"),
        DissentReason.DISQUALIFIED: _("Jeg kan være inhabil"),
        DissentReason.RELATION: _("Mit forhold til familien"),
        DissentReason.DISTANCE: _("Der er for langt til familien"),
        DissentReason.OTHER: _("Andet; skriv hvad"),
    }


def reason_names() -> Mapping[DissentReason, str]:
    """Return the same as others read it."""
    return {
        DissentReason.LOAD: _("For meget i forvejen"),
        DissentReason.COMPETENCE: _("Mangler en kompetence, sagen kræver"),
        DissentReason.DISQUALIFIED: _("Mulig inhabilitet"),
        DissentReason.RELATION: _("Forholdet til familien"),
        DissentReason.DISTANCE: _("For langt til familien"),
        DissentReason.OTHER: _("Andet"),
    }


def answer_choices() -> Mapping[DissentAnswer, str]:
    """Return what a leader can answer."""
    return {
        DissentAnswer.MOVED: _("Sagen går til en anden"),
        DissentAnswer.HELPED: _("En anden hjælper i sagen"),
        DissentAnswer.RELIEVED: _("Aflastning på anden vis, for eksempel færre nye sager"),
        DissentAnswer.KEPT: _("Tildelingen bliver, som den er"),
    }


def answer_names() -> Mapping[DissentAnswer, str]:
    """Return what was answered."""
    return {
        DissentAnswer.MOVED: _("Sagen er gået til en anden"),
        DissentAnswer.HELPED: _("En anden hjælper i sagen"),
        DissentAnswer.RELIEVED: _("Aflastet på anden vis"),
        DissentAnswer.KEPT: _("Tildelingen bliver, som den er"),
    }


def heading_names() -> Mapping[Heading, str]:
    """Return the headings of a hand-over."""
    return {
        Heading.STATUS: _("Status"),
        Heading.NEXT: _("Det næste, der skal ske"),
        Heading.AGREEMENTS: _("Aftaler med familien"),
        Heading.DEADLINES: _("Frister"),
        Heading.COOPERATION: _("Det skal du vide om samarbejdet"),
    }


def step_names() -> Mapping[StepKind, str]:
    """Return the steps from the contract to the hours for cases."""
    return {
        StepKind.GROSS: _("Ansættelsens timer"),
        StepKind.OTHER_WORK: _("Møder, vagter og andet, der ikke er sager"),
        StepKind.RAMP: _("Oplæring"),
        StepKind.ABSENCE: _("Ferie og andet fravær"),
        StepKind.DUTIES: _("Faste opgaver"),
        StepKind.NET: _("Tid til sager"),
    }


def load_sentence(load: Load, months: int) -> str:
    """Say what lies ahead against the time there is for it."""
    work, time = hours(sum(load.hours_after)), hours(sum(load.capacity_hours))
    if not math.isfinite(load.share_after):
        return _("De næste {months} måneder: {work} timers arbejde og ingen tid til sager.").format(
            months=months, work=work
        )
    return _("De næste {months} måneder: {work} timers arbejde på sager og {time} timer til det, {share}.").format(
        months=months, work=work, time=time, share=percent(load.share_after)
    )


def heaviest_sentence(load: Load, names: Sequence[str]) -> str:
    """Say when it is fullest, and that hours are missing where they are."""
    shares = [
        work / time if time else math.inf if work else 0.0
        for work, time in zip(load.hours_after, load.capacity_hours, strict=True)
    ]
    over = [name for name, share in zip(names, shares, strict=True) if share > 1.0]
    if over:
        return ngettext(
            "Der er mere arbejde end tid i {n} måned: den fra {names}.",
            "Der er mere arbejde end tid i {n} måneder: dem fra {names}.",
            len(over),
        ).format(n=len(over), names=listing(over))
    if not shares or max(shares) == 0.0:
        return ""
    top = max(range(len(shares)), key=shares.__getitem__)
    return _("Mest optaget er måneden fra {name}: {share} af tiden.").format(
        name=names[top], share=percent(shares[top])
    )


def reckoned_sentence(steps: Sequence[Step], first: str) -> str:
    """Say how the first month's hours for cases come about, as one would reckon it aloud."""
    names = step_names()
    parts = [
        _("minus {hours} til {what}").format(hours=hours(-step.hours[0]), what=inside(names[step.kind]))
        for step in steps[1:-1]
        if step.hours[0] < -0.05
    ]
    return _("Måneden fra {month}: {reckoning} = {net} timer til sager.").format(
        month=first,
        reckoning=", ".join([_("{hours} timers ansættelse").format(hours=hours(steps[0].hours[0])), *parts]),
        net=hours(steps[-1].hours[0]),
    )


def week_name(week_of: date) -> str:
    """Name a week by its number.

    >>> week_name(date(2026, 11, 16))
    'uge 47'
    """
    return _("uge {n}").format(n=week_of.isocalendar().week)


def short_day(one: date) -> str:
    """Write a day of the months to come, where the year goes without saying.

    >>> short_day(date(2026, 11, 22))
    '22. nov.'
    """
    return day(one).rpartition(" ")[0]
