"""Which of some dissents may a visit see, and how much of each? Whoever lists them asks here."""

from collections.abc import Sequence
from dataclasses import dataclass

from sagstyngde.dissent import Dissent
from serve.work import Work
from storage.cases import CaseRecord, in_ids, newest, records
from storage.staff import staff_records


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenDissent:
    """A dissent as a visit may see it, with who told it.

    ``record`` is ``None`` where it is the reader's own, of a case she no longer has: then nothing that is said of the
    case may be shown.
    """

    dissent: Dissent
    name: str
    record: CaseRecord | None


def seen_dissents(work: Work, found: Sequence[Dissent]) -> tuple[SeenDissent, ...]:
    """Return those of some dissents that a visit may see, in their order; the cases shown are written down.

    A leader sees those whose case and caseworker are within reach; a caseworker her own. Three queries, however many.
    """
    whom = {one.caseworker_id: one for one in staff_records(work.connection) if work.reaches_caseworker(one)}
    near = [one for one in found if one.caseworker_id in whom]
    ids = sorted({one.case_id for one in near})
    shown = work.visible(records(work.connection, newest(in_ids(ids)))) if ids else ()
    seen = {record.case.case_id: record for record in shown}
    own = work.visit.principal.caseworker_id
    return tuple(
        SeenDissent(
            dissent=one,
            name=whom[one.caseworker_id].employment.name or one.caseworker_id,
            record=seen.get(one.case_id),
        )
        for one in near
        if one.case_id in seen or one.caseworker_id == own
    )
