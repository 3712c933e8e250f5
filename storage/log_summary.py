"""What was done in a period, in counts alone? Looks, answers, what people said to them, alarms; no case and no person.

A constant number of statements, whatever was done.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select

from storage.engine import Connection
from storage.tables.audit import audit_entries
from storage.tables.casework import assessments, judgements, settlements
from storage.tables.planning import alarms
from storage.tables.working import dissents

Pairs = Mapping[tuple[str, str | None], int]


@dataclass(frozen=True, slots=True, kw_only=True)
class LogSummary:
    """Counts since a moment.

    ``looks`` by operation and outcome; ``answers`` by the model's hash; ``overrides`` by reason, of ``settled`` answers
    that somebody agreed or disagreed with; ``judged`` by the suggested category and the one a person gave before it was
    shown; ``alarms`` by kind and what was done (``None``: open), ``dissents`` by reason and what was answered.
    """

    since: datetime
    looks: Pairs
    answers: Mapping[str, int]
    withheld: int
    settled: int
    overrides: Mapping[str, int]
    judged: Pairs
    alarms: Pairs
    dissents: Pairs

    @property
    def look_count(self) -> int:
        """All looks together."""
        return sum(self.looks.values())

    @property
    def denied(self) -> int:
        """Looks that were refused."""
        return sum(count for (_, outcome), count in self.looks.items() if outcome == "denied")

    @property
    def answer_count(self) -> int:
        """All answers together."""
        return sum(self.answers.values())


def log_summary(connection: Connection, since: datetime) -> LogSummary:
    """Count what was done since a moment."""
    look, answer, said, own = audit_entries.c, assessments.c, settlements.c, judgements.c
    alarm, dissent = alarms.c, dissents.c
    earliest = assessments.alias()
    first_answer = select(func.min(earliest.c.sequence)).where(earliest.c.case_id == own.case_id).scalar_subquery()
    blind = (
        select(answer.category, own.category, func.count())
        .select_from(judgements.join(assessments, answer.case_id == own.case_id))
        .where(own.is_blind, own.judged_at >= since, answer.sequence == first_answer, answer.category.is_not(None))
        .group_by(answer.category, own.category)
    )
    settled = select(func.count()).select_from(settlements).where(said.settled_at >= since)
    return LogSummary(
        since=since,
        looks=_pairs(connection, _counted(look.operation, look.outcome, since=look.at >= since)),
        answers=_singles(connection, _counted(answer.bundle_hash, since=answer.assessed_at >= since)),
        withheld=connection.execute(
            select(func.count()).select_from(assessments).where(answer.assessed_at >= since, answer.category.is_(None))
        ).scalar_one(),
        settled=connection.execute(settled).scalar_one(),
        overrides=_singles(connection, _counted(said.reason, since=said.is_override & (said.settled_at >= since))),
        judged=_pairs(connection, blind),
        alarms=_pairs(connection, _counted(alarm.kind, alarm.action, since=alarm.raised_at >= since)),
        dissents=_pairs(connection, _counted(dissent.reason, dissent.answer, since=dissent.told_at >= since)),
    )


def _counted(*columns: Any, since: Any) -> Select[Any]:
    return select(*columns, func.count()).where(since).group_by(*columns).order_by(*columns)


def _pairs(connection: Connection, query: Select[Any]) -> dict[tuple[str, str | None], int]:
    return {(first, second): count for first, second, count in connection.execute(query)}


def _singles(connection: Connection, query: Select[Any]) -> dict[str, int]:
    return {name: count for name, count in connection.execute(query)}  # noqa: C416  a row is no pair to mypy
