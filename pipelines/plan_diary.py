"""How long must whom keep a diary? A table of weeks by caseworkers with the precision each would give."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table
from rich.text import Text

from features.diary_basis import MOST_WEEKS, USUAL_BASES, DiaryBasis, weeks_needed
from features.diary_plan import diary_basis
from features.history import History
from features.history_files import read_history
from features.scheme import Scheme
from sagstyngde.danish import number, percent
from sagstyngde.errors import InputRefused, Language

USUAL_CASEWORKERS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What a diary is to tell: mean hours to a ``precision`` (0.1 = 10 per cent), with so many ``caseworkers``.

    ``caseworkers`` is all who could take part; ``None`` = those who have open cases now.
    """

    precision: float = 0.1
    caseworkers: int | None = None

    def __post_init__(self) -> None:
        """Refuse a precision that is none."""
        if not 0.0 < self.precision < 1.0:
            raise InputRefused(
                english="--precision must lie between 0 and 1: 0.1 is ten per cent",
                danish="--precision skal ligge mellem 0 og 1: 0.1 er ti procent",
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class DiaryPlan:
    """The answer: bases over all cases (``""``) and by category, the caseworkers, and whether they are the own ones."""

    scheme: Scheme
    bases: Mapping[str, DiaryBasis]
    caseworkers: int
    precision: float
    is_own: bool

    @property
    def parts(self) -> tuple[int, ...]:
        """How many caseworkers could take part: quarters of all, at least one."""
        return tuple(sorted({max(1, round(self.caseworkers * quarter / 4)) for quarter in range(1, 5)}))


def print_plan(plan: DiaryPlan, console: Console, language: Language) -> None:
    """Print a plan as tables and sentences."""
    words = _DANISH if language is Language.DANISH else _ENGLISH
    console.print(_weeks_by_people(plan, words))
    console.print(_by_category(plan, words))
    for line in _sentences(plan, words):
        console.print(Text(line))


def print_json(plan: DiaryPlan, console: Console) -> None:
    """Print a plan as JSON."""
    console.out(json.dumps(as_plain(plan), ensure_ascii=False, indent=2), highlight=False)


def plan_diary(scheme: Scheme, folder: Path | None, question: Question) -> DiaryPlan:
    """Plan a diary from a municipality's own history, where that tells enough, otherwise from named assumptions.

    Raises:
        HistoryRefused: a file of the history cannot be used.
    """
    history = None if folder is None else read_history(scheme, folder)[0]
    own = {} if history is None else diary_basis(history)
    caseworkers = question.caseworkers or (history and _at_work(history)) or USUAL_CASEWORKERS
    return DiaryPlan(
        scheme=scheme,
        bases=own if "" in own else USUAL_BASES,
        caseworkers=caseworkers,
        precision=question.precision,
        is_own="" in own,
    )


def as_plain(plan: DiaryPlan) -> dict[str, object]:
    """Return a plan as plain JSON values; half-widths by weeks (1 to 8), each for every number taking part."""
    return {
        "from_own_history": plan.is_own,
        "precision": plan.precision,
        "caseworkers": plan.caseworkers,
        "taking_part": list(plan.parts),
        "groups": [
            {
                "category": code or None,
                "hours_a_month": round(basis.mean_a_month, 3),
                "case_weeks": basis.case_weeks,
                "weeks_needed": weeks_needed(basis, plan.precision, plan.caseworkers, plan.caseworkers),
                "half_width": [
                    [round(basis.half_width(weeks, part, plan.caseworkers), 4) for part in plan.parts]
                    for weeks in range(1, MOST_WEEKS + 1)
                ],
            }
            for code, basis in plan.bases.items()
        ],
    }


def _at_work(history: History) -> int:
    """Count the caseworkers with open cases."""
    return len({case.caseworker_id for case in history.cases if case.closed_on is None and case.caseworker_id})


@dataclass(frozen=True, slots=True)
class _Words:
    title: str
    weeks: str
    people: str
    by_category: str
    headings: tuple[str, ...]
    all_cases: str
    own: str
    assumed: str
    enough: str
    too_little: str
    reading: str


_DANISH = _Words(
    title="Hvor nøjagtigt kendes en åben sags timer pr. måned efter én runde? (± af gennemsnittet, 95 %)",
    weeks="Uger",
    people="{} sagsbehandlere",
    by_category="Når alle {} deltager",
    headings=("Kategori", "Timer pr. måned", "2 uger", "4 uger", "8 uger", "Uger til ± {}"),
    all_cases="alle sager",
    own="Beregnet på kommunens egen historik: {} sagsuger.",
    assumed="Beregnet på den opdigtede kommune, fordi der ikke er nok egne registreringer: tallene er antagelser om "
    "sager og sagsbehandlere, ikke jeres egne.",
    enough="± {} kan nås, når alle {} registrerer i {} uger i træk.",
    too_little="± {} kan ikke nås med {} sagsbehandlere i {} uger i træk; det bliver ± {}.",
    reading="Usikkerheden falder langsomt med ugerne, for det er de samme sager, der ses igen. To runder med et halvt "
    "år imellem ser andre sager og giver omkring 0,7 gange så stor usikkerhed som én.",
)
_ENGLISH = _Words(
    title="How well are an open case's hours a month known after one round? (± of the mean, 95 %)",
    weeks="Weeks",
    people="{} caseworkers",
    by_category="When all {} take part",
    headings=("Category", "Hours a month", "2 weeks", "4 weeks", "8 weeks", "Weeks for ± {}"),
    all_cases="all cases",
    own="Computed from the municipality's own history: {} case-weeks.",
    assumed="Computed from the invented municipality, as too little is recorded of your own: the figures are "
    "assumptions about cases and caseworkers, not yours.",
    enough="± {} can be reached when all {} register for {} weeks on end.",
    too_little="± {} cannot be reached with {} caseworkers in {} weeks on end; it will be ± {}.",
    reading="The uncertainty falls slowly with the weeks, as the same cases are seen again. Two rounds half a year "
    "apart see other cases and give about 0.7 times the uncertainty of one.",
)


def _weeks_by_people(plan: DiaryPlan, words: _Words) -> Table:
    table = Table(title=words.title, title_justify="left", title_style="bold")
    table.add_column(words.weeks)
    for part in plan.parts:
        table.add_column(words.people.format(part))
    basis = plan.bases[""]
    for weeks in range(1, MOST_WEEKS + 1):
        widths = [basis.half_width(weeks, part, plan.caseworkers) for part in plan.parts]
        cells = (Text(percent(width), style="bold green" if width <= plan.precision else "") for width in widths)
        table.add_row(str(weeks), *cells)
    return table


def _by_category(plan: DiaryPlan, words: _Words) -> Table:
    everyone = plan.caseworkers
    title = words.by_category.format(everyone)
    table = Table(title=title, title_justify="left", title_style="bold")
    for heading in words.headings:
        table.add_column(heading.format(percent(plan.precision)))
    for code, basis in plan.bases.items():
        needed = weeks_needed(basis, plan.precision, everyone, everyone)
        table.add_row(
            Text(code or words.all_cases),
            number(basis.mean_a_month, 1),
            *(percent(basis.half_width(weeks, everyone, everyone)) for weeks in (2, 4, 8)),
            str(needed) if needed else f"> {MOST_WEEKS}",
        )
    return table


def _sentences(plan: DiaryPlan, words: _Words) -> Iterator[str]:
    basis, everyone, wanted = plan.bases[""], plan.caseworkers, _exact(plan.precision)
    needed = weeks_needed(basis, plan.precision, everyone, everyone)
    if needed is not None:
        yield words.enough.format(wanted, everyone, needed)
    else:
        best = _exact(basis.half_width(MOST_WEEKS, everyone, everyone))
        yield words.too_little.format(wanted, everyone, MOST_WEEKS, best)
    yield words.reading
    yield words.own.format(number(basis.case_weeks)) if plan.is_own else words.assumed


def _exact(share: float) -> str:
    return f"{number(100.0 * share, 1)} %"
