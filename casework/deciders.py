"""What does the register ask of a stored caseworker? Her employments, her leaves, her competences, by their days."""

from collections.abc import Iterator, Sequence
from datetime import date

from mandate.deciders import WHOLE
from sagstyngde.case import CaseId, CaseworkerId
from sagstyngde.decision import Competence, Decider, Span
from storage.engine import Connection
from storage.placements import placements_of
from storage.staff import StaffRecord
from storage.tables.staff import TermKind
from storage.terms import Term


def decider_of(record: StaffRecord) -> Decider:
    """Return a caseworker as a register asks for her."""
    own, terms = record.employment, [term for _, term in record.terms]
    earlier = sorted(_spans(terms, TermKind.EMPLOYMENT), key=lambda span: span.starts_on)
    return Decider(
        caseworker_id=own.caseworker_id,
        employments=(*earlier, Span(starts_on=own.employed_on, ends_on=own.left_on)),
        leaves=tuple(
            _span(term) for term in terms if term.kind is TermKind.ABSENCE and (term.amount or WHOLE) >= WHOLE
        ),
        competences=tuple(
            Competence(name=term.text or "", span=_span(term)) for term in terms if term.kind is TermKind.COMPETENCE
        ),
    )


def primary_on(connection: Connection, case_id: CaseId, day: date) -> CaseworkerId | None:
    """Return who had a case on a day as its primary caseworker; the last of them where it was handed over that day."""
    had = [
        held.caseworker_id
        for held in placements_of(connection, case_id)
        if held.is_primary and held.starts_on <= day <= (held.ended_on or date.max)
    ]
    return had[-1] if had else None


def _spans(terms: Sequence[Term], kind: TermKind) -> Iterator[Span]:
    yield from (_span(term) for term in terms if term.kind is kind)


def _span(term: Term) -> Span:
    return Span(starts_on=term.starts_on, ends_on=term.ends_on)
