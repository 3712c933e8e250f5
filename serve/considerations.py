"""What does the casebook know of the ten considerations of close follow-up, and what can it not see?

The headings are those of the Danish guidance on distributing cases (*tæt opfølgning*), word for word and in its order.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from allocation.sagstal import GUIDES, contracts
from casework.mandates import HouseRegister
from casework.policy import HousePolicy
from casework.weekly import CATEGORY, UNKNOWN_CATEGORY
from features.scheme import Scheme
from sagstyngde.decision import Level
from sagstyngde.plan import GoalReached
from sagstyngde.weekly_load import WeeklyLoad
from serve.follow_up import Seen
from serve.language import _
from serve.wording import category_name
from serve.written import amount, count, number, percent
from storage.follow_up_figures import Families, Words, median


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """All that the considerations are told from, within one reader's reach.

    ``loads`` are the newest week's, ``goals`` what the plan committed last came to under the policy's goals.
    """

    waiting: tuple[date, ...]
    open_cases: int
    changed: int
    families: Families
    days_to_placement: tuple[int, ...]
    words: Words
    levels: dict[Level, int]
    loads: tuple[WeeklyLoad, ...]
    policy: HousePolicy
    register: HouseRegister
    goals: tuple[GoalReached, ...]
    disagreements: int

    @property
    def counts(self) -> Counter[str]:
        """What everybody's open cases were counted as in the newest week, together."""
        total: Counter[str] = Counter()
        for load in self.loads:
            total.update(load.counts)
        return total

    @property
    def cases(self) -> int:
        """The open cases that lie on a desk, in the newest week."""
        return sum(load.case_count for load in self.loads)


@dataclass(frozen=True, slots=True, kw_only=True)
class Consideration:
    """One heading: figures with their labels, what can be read in them, and what the system cannot see.

    ``table`` has its heads first; its rows are people in the order of their names.
    """

    heading: str
    figures: tuple[tuple[str, str], ...] = ()
    says: tuple[str, ...] = ()
    unseen: str = ""
    table: tuple[tuple[str, ...], ...] = ()
    caption: str = ""


def considerations(figures: Figures, seen: Seen, scheme: Scheme, many: int) -> list[Consideration]:
    """Tell each of the ten. ``many`` partners are many."""
    return [
        _citizen(figures, seen),
        _steering(figures),
        _focus(figures),
        _partners(figures, seen, many),
        _profession(figures),
        _number(figures, seen),
        _complexity(figures, seen, scheme),
        _insight(figures),
        _speed(figures),
        _together(figures, many),
    ]


def _citizen(figures: Figures, seen: Seen) -> Consideration:
    waiting = len(figures.waiting)
    longest = (seen.on - figures.waiting[0]).days if figures.waiting else 0
    told = [
        (_("Sager, der venter på en sagsbehandler"), number(waiting)),
        (_("Længste ventetid"), count(longest, _("dag"), _("dage")) if waiting else "–"),
        (_("Børn, der har skiftet sagsbehandler det seneste år"), _of(figures.changed, figures.open_cases)),
        (
            _("Familier med flere sager, der har flere sagsbehandlere"),
            _of(figures.families.several_caseworkers, figures.families.several_cases),
        ),
    ]
    unseen = _("Om barnet og familien selv synes, at de bliver hjulpet, kan systemet ikke se.")
    return Consideration(heading=_("borgeren"), figures=tuple(told), unseen=unseen)


def _steering(figures: Figures) -> Consideration:
    policy = figures.policy.policy
    register = figures.register.register
    told = (
        (_("Fordelingspolitik"), policy.name),
        (_("Kompetenceplan"), f"{register.name}, {register.version}"),
        *((_("Senest godkendte fordeling: {goal}").format(goal=goal.label), goal.text) for goal in figures.goals),
    )
    order = " → ".join(one.label for one in policy.principles)
    says = [_("Politikkens rækkefølge: {order}.").format(order=order)]
    if register.is_example:
        says.append(_("Kompetenceplanen er et eksempel, som kommunen ikke har vedtaget."))
    unseen = _("Kommunens øvrige politikker, budget og serviceniveau kan systemet ikke se.")
    return Consideration(
        heading=_("sammenhæng med det politiske styringsgrundlag"), figures=told, says=tuple(says), unseen=unseen
    )


def _focus(figures: Figures) -> Consideration:
    counts = figures.counts
    told = [
        (_("Sager med en frist, der er overskredet"), _of(counts["overdue"], figures.cases)),
        (_("Sager med en frist inden for 14 dage"), _of(counts["soon"], figures.cases)),
    ]
    if counts["told"]:
        told.insert(0, (_("Sager uden registreret kontakt længe"), _of(counts["silent"], figures.cases)))
        unseen = _("Systemet ser kun det, der er registreret: samtaler, opfølgninger og timer.")
    else:
        unseen = _("Kontakten med borgeren kan systemet ikke se: samtaler, opfølgninger og timer registreres ikke her.")
    return Consideration(heading=_("fokus på borgeren"), figures=tuple(told), unseen=unseen)


def _partners(figures: Figures, seen: Seen, many: int) -> Consideration:
    counts = figures.counts
    heading = _("eksterne samarbejdspartnere")
    if not counts["partners_known"]:
        return Consideration(
            heading=heading, unseen=_("Hvem der samarbejdes med, kan systemet ikke se: sagerne siger intet om det.")
        )
    rows = [
        (seen.name(load.caseworker_id), number(load.counts.get("partners_many", 0)), number(load.case_count))
        for load in _in_order(figures.loads, seen)
    ]
    label = _("Sager med mindst {n} samarbejdspartnere").format(n=number(many))
    return Consideration(
        heading=heading,
        figures=((label, _of(counts["partners_many"], counts["partners_known"])),),
        unseen=_("Hvor godt samarbejdet går, kan systemet ikke se."),
        table=((_("Sagsbehandler"), label, _("Sager i alt")), *rows),
        caption=_("Sager med mange samarbejdspartnere hos hver sagsbehandler"),
    )


def _profession(figures: Figures) -> Consideration:
    counts = figures.counts
    needed, missing = counts["competence_needed"], counts["competence_missing"]
    told = (
        (_("Sager, der kræver en særlig kompetence"), _of(needed, figures.cases)),
        (_("Heraf hos en sagsbehandler, der har den"), _of(needed - missing, needed)),
    )
    unseen = _("Kun kompetencer, der står på medarbejderlisten og i sagen, er med. Kvaliteten af arbejdet ses ikke.")
    return Consideration(
        heading=_("krav til faglighed (konkrete faglige opgaver i en sag)"), figures=told, unseen=unseen
    )


def _number(figures: Figures, seen: Seen) -> Consideration:
    whom = {load.caseworker_id for load in figures.loads}
    full_time = contracts([one.on(seen.on) for key, one in seen.people.items() if key in whom], seen.on)
    hours, net = (sum(values) for values in _hours(figures.loads))
    told = [
        (_("Sager pr. fuldtidsstilling (sagstal)"), amount(round(figures.cases / full_time, 1)) if full_time else "–"),
        (_("Samlet belastning"), percent(hours / net) if net else "–"),
        (_("Timer til sager pr. måned"), f"{number(hours)} / {number(net)}"),
    ]
    guides = [
        _("{area}: {low}–{high} sager pr. fuldtidsstilling ({year}; {source}).").format(
            area=one.area, low=one.low, high=one.high, year=one.year, source=one.source
        )
        for one in GUIDES
    ]
    says = [_("Vejledende sagstal er til dialog og er ingen regel: de siger intet om, hvor tunge sagerne er."), *guides]
    if net and hours > net:
        says.append(
            _("En ligelig fordeling af en umulig belastning er stadig umulig: samlet {share}.").format(
                share=percent(hours / net)
            )
        )
    return Consideration(
        heading=_("mængden af sager for hver sagsbehandler"),
        figures=tuple(told),
        says=tuple(says),
        table=(
            (_("Sagsbehandler"), _("Sager"), _("Timer pr. måned"), _("Belastning")),
            *(
                (
                    seen.name(load.caseworker_id),
                    number(load.case_count),
                    f"{number(load.hours)} / {number(load.capacity_hours)}",
                    percent(load.share) if load.capacity_hours else "–",
                )
                for load in _in_order(figures.loads, seen)
            ),
        ),
        caption=_("Sager, timer og belastning hos hver sagsbehandler"),
    )


def _complexity(figures: Figures, seen: Seen, scheme: Scheme) -> Consideration:
    codes = [category.code for category in scheme.scale]
    heads = [f"{code} {category_name(scheme.scale, code)}" for code in codes]
    counts = figures.counts
    told = [(head, _of(counts[CATEGORY + code], figures.cases)) for head, code in zip(heads, codes, strict=True)]
    unknown = counts[CATEGORY + UNKNOWN_CATEGORY]
    told += [(_("Uden kategori"), _of(unknown, figures.cases))] if unknown else []
    rows = [
        (seen.name(load.caseworker_id), *(number(load.counts.get(CATEGORY + code, 0)) for code in codes))
        for load in _in_order(figures.loads, seen)
    ]
    return Consideration(
        heading=_("sagernes kompleksitet"),
        figures=tuple(told),
        unseen=_("Kategorien er en støtte til vurderingen, ikke en dom over sagen."),
        table=((_("Sagsbehandler"), *heads), *rows),
        caption=_("Sager i hver kategori hos hver sagsbehandler"),
    )


def _insight(figures: Figures) -> Consideration:
    words = figures.words
    answered = words.confirmed + words.overridden
    told = (
        (_("Forslag, der er sat til side"), _of(words.overridden, answered)),
        (_("Kan ikke målgruppevurderes"), _of(words.withheld, words.suggested)),
        (_("Egne vurderinger, der blev det samme som forslaget"), _of(words.blind_alike, words.blind)),
        (_("Egne vurderinger uden kategori, ikke talt med"), number(words.blind_without)),
        (_("Åbne advarsler om stor uenighed"), number(figures.disagreements)),
    )
    says = (_("Egne vurderinger er givet, før forslaget blev vist. Tallene er for de seneste tre måneder."),)
    return Consideration(heading=_("ledelsens indsigt i sagerne"), figures=told, says=says)


def _speed(figures: Figures) -> Consideration:
    days, counts = figures.days_to_placement, figures.counts
    middle = median(days)
    within = figures.cases - counts["overdue"]
    told = (
        (
            _("Typisk tid fra modtaget til tildelt (seneste tre måneder)"),
            "–" if middle is None else f"{amount(middle)} {_('dage')}",
        ),
        (_("Længste"), count(days[-1], _("dag"), _("dage")) if days else "–"),
        (_("Sager, hvor ingen frist er overskredet"), _of(within, figures.cases)),
    )
    unseen = _("En frist tæller som overskredet, til den er registreret som overholdt eller lukket.")
    return Consideration(heading=_("organisationens evne til at handle hurtigt"), figures=told, unseen=unseen)


def _together(figures: Figures, many: int) -> Consideration:
    counts, levels = figures.counts, figures.levels
    committee = _of(levels.get(Level.COMMITTEE, 0), sum(levels.values()))
    told = [(_("Afgørelser i visitationsudvalg det seneste år"), committee)]
    if counts["partners_known"]:
        label = _("Sager med mindst {n} samarbejdspartnere").format(n=number(many))
        told.insert(0, (label, _of(counts["partners_many"], counts["partners_known"])))
    unseen = _("Om den tværfaglige indsats er den rette, kan systemet ikke se.")
    return Consideration(heading=_("behovet for tværfaglig indsats"), figures=tuple(told), unseen=unseen)


def _of(part: int, whole: int) -> str:
    """Write so many of so many.

    >>> _of(3, 20), _of(0, 0)
    ('3 af 20', '–')
    """
    return _("{part} af {whole}").format(part=number(part), whole=number(whole)) if whole else "–"


def _hours(loads: Sequence[WeeklyLoad]) -> tuple[list[float], list[float]]:
    return [load.hours for load in loads], [load.capacity_hours for load in loads]


def _in_order(loads: Sequence[WeeklyLoad], seen: Seen) -> list[WeeklyLoad]:
    return sorted(loads, key=lambda load: (seen.name(load.caseworker_id), load.caseworker_id))
