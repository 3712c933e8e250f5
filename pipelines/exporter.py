"""How does the casebook become a history that an analyst can learn from? Under pseudonym, in the scheme's own columns.

Every id is made anew with a key that is drawn for this one export and kept nowhere: cases, children, families,
caseworkers, those who judged and decisions can be told apart within the folder and nowhere else. Rows stand in the
order of their text, which tells nothing of the order they were stored in. Texts that a spreadsheet would run are
written as text. No name, CPR number, note or assessment is exported.
"""

from datetime import date

from features.scheme import CategorySource, EffortSource, Fact, Scheme
from pipelines.decisions_file import COLUMNS as OF_A_DECISION
from pipelines.diary_export import ToldDiary, diary_grids
from pipelines.importers.mapping import keys, wanted_tables
from pipelines.tables_out import Grid, Rename
from sagstyngde.access import Classification
from sagstyngde.case import Case, FactValue
from sagstyngde.errors import SchemeRefused
from storage.decisions import DecisionRecord
from storage.told import Told


def grids(told: Told, scheme: Scheme, rename: Rename, diary: ToldDiary | None = None) -> tuple[Grid, ...]:
    """Lay out the tables of a history under a scheme; a diary's hours and windows where the scheme learns from one.

    Raises:
        SchemeRefused: the scheme takes effort from something the casebook does not hold.

    """
    laid_out = [_cases(told, scheme, rename), *_effort(told, scheme, rename, diary)]
    if scheme.category.source is CategorySource.JUDGED:
        laid_out.append(_judgements(told, scheme, rename))
    return (*laid_out, _decisions(told, rename))


def _effort(told: Told, scheme: Scheme, rename: Rename, diary: ToldDiary | None) -> tuple[Grid, ...]:
    match scheme.effort.source:
        case EffortSource.HOURS:
            return (_hours(told, scheme, rename),)
        case EffortSource.DIARY if diary is not None:
            return diary_grids(diary, frozenset(case.case_id for case in told.cases), scheme, rename)
        case source:
            raise SchemeRefused(
                english=f'scheme {scheme.name}: effort.source is {source}; the casebook has "hours" and "diary"',
                danish=f'skema {scheme.name}: effort.source er {source}; sagsbogen har "hours" og "diary"',
            )


def cell_of(fact: Fact, value: FactValue | None) -> str:
    """Return a fact's value as the scheme's own file holds it.

    >>> from features.scheme import Kind
    >>> cell_of(Fact(name="tolk", kind=Kind.FLAG, column="tolk", label="Tolk"), True)
    'ja'
    """
    match value:
        case None:
            return ""
        case bool():
            return "ja" if value else "nej"
        case frozenset():
            return fact.separator.join(sorted(value))
        case date():
            return value.isoformat()
        case float():
            return repr(value)
        case _:
            return str(value)


def _cases(told: Told, scheme: Scheme, rename: Rename) -> Grid:
    wanted = wanted_tables(scheme)["cases"]
    named = keys(wanted)
    facts = {fact.column: fact for fact in scheme.facts}

    def cells(case: Case) -> list[str]:
        own = _own_cells(case, rename) | _marks(told.classifications[case.case_id])
        of_facts = {column: cell_of(fact, case.facts.get(fact.name)) for column, fact in facts.items()}
        return [own[key] if key in own else of_facts.get(column, "") for key, column in named.items()]

    return Grid(file=wanted.file, header=tuple(named.values()), rows=sorted(cells(case) for case in told.cases))


def _own_cells(case: Case, rename: Rename) -> dict[str, str]:
    def named(kind: str, known: str | None) -> str:
        return rename(kind, known) if known else ""

    return {
        "case_id": rename("sag", case.case_id),
        "child_id": named("barn", case.child_id),
        "family_id": named("familie", case.family_id),
        "caseworker_id": named("medarbejder", case.caseworker_id),
        "received_on": case.received_on.isoformat(),
        "closed_on": _day(case.closed_on),
        "team": case.team or "",
        "district": case.district or "",
        "sibling_rule": case.sibling_rule.value,
        "required_competences": ";".join(sorted(case.required_competences)),
        "language": case.language or "",
        "birth_day": str(case.birth_day or ""),
        "decision_on": _day(case.decision_on),
    }


def _marks(known: Classification) -> dict[str, str]:
    return {"kle": known.kle or "", "sensitivity": known.sensitivity.value}


def _hours(told: Told, scheme: Scheme, rename: Rename) -> Grid:
    wanted = wanted_tables(scheme)["hours"]
    named = keys(wanted)
    rows = [
        {
            "hours_case_id": rename("sag", one.case_id),
            "worked_on": one.worked_on.isoformat(),
            "hours": repr(one.hours),
            "hours_caseworker": rename("medarbejder", one.caseworker_id) if one.caseworker_id else "",
        }
        for one in told.hours
    ]
    return Grid(
        file=wanted.file, header=tuple(named.values()), rows=sorted([row[key] for key in named] for row in rows)
    )


def _judgements(told: Told, scheme: Scheme, rename: Rename) -> Grid:
    wanted = wanted_tables(scheme)["categories"]
    named = keys(wanted)
    rows = [
        {
            "category_case_id": rename("sag", one.case_id),
            "category": one.category,
            "assessed_on": one.judged_on.isoformat(),
            "assessed_by": rename("konsulent", one.judged_by) if one.judged_by else "",
            "blind": "ja" if one.blind else "nej",
        }
        for one in told.judgements
    ]
    return Grid(
        file=wanted.file, header=tuple(named.values()), rows=sorted([row[key] for key in named] for row in rows)
    )


def _decisions(told: Told, rename: Rename) -> Grid:
    rows = sorted(_decision_cells(one, rename) for one in told.decisions)
    return Grid(file="decisions.csv", header=OF_A_DECISION, rows=rows)


def _decision_cells(one: DecisionRecord, rename: Rename) -> list[str]:
    own = one.decision
    return [
        rename("afgoerelse", own.decision_id),
        rename("sag", own.case_id),
        own.team or "",
        "" if own.provision is None else own.provision.code,
        _day(own.applied_on),
        own.decided_on.isoformat(),
        own.level.value,
        own.outcome.value,
        "" if own.amount is None else repr(own.amount.value),
        "" if own.amount is None else own.amount.unit.value,
        "" if one.appeal is None else one.appeal.value,
    ]


def _day(day: date | None) -> str:
    return "" if day is None else day.isoformat()
