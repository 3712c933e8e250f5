"""What has watching the model found in the invented municipality? A year of looks, and a question nobody fills in now.

The looks are reckoned from the invented history as it stood on each day. In the last months one fact is taken out of
every new case, as if a form had been changed: so that there is an alarm to deal with. All of it is invented.
"""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

from casework.model_watch import keep_look
from features.history import History
from features.history_files import read_history
from features.scheme import Scheme
from models.assess import Assessor
from models.watch_model import watch_model
from pipelines.watch_history import seen_in
from sagstyngde.case import Case
from storage.engine import open_engine, writing
from storage.stamp import Stamp

BY = "demo:drift"
LOOKS = 12
_APART = timedelta(days=30)
_FORM_CHANGED = timedelta(days=300)
_USUALLY_TOLD = 0.9


def watch_a_year(folder: Path, bundle: Path, database_url: str) -> None:
    """Store the looks of the last year, a month apart, and what they raised."""
    assessor = Assessor.load(bundle)
    history = _with_a_new_form(read_history(assessor.scheme, folder)[0])
    shift = datetime.now(UTC).date() - history.ends_on
    with writing(open_engine(database_url)) as connection:
        for back in reversed(range(LOOKS)):
            on = history.ends_on - back * _APART
            if on <= assessor.manifest.trained_through:
                continue
            look = watch_model(assessor, seen_in(history, assessor, on))
            day = on + shift
            stamp = Stamp(by=BY, at=datetime.combine(day, time(4), UTC))
            keep_look(connection, replace(look, on=day), stamp)


def _with_a_new_form(history: History) -> History:
    """Take one fact out of the newest cases: the first in the scheme that nearly every case told."""
    lost = _usually_told(history.scheme, history.cases)
    begins = history.ends_on - _FORM_CHANGED

    def changed(case: Case) -> Case:
        if case.received_on < begins:
            return case
        return replace(case, facts={name: value for name, value in case.facts.items() if name != lost})

    return replace(history, cases=tuple(map(changed, history.cases)))


def _usually_told(scheme: Scheme, cases: tuple[Case, ...]) -> str | None:
    asked = (fact.name for fact in scheme.facts if fact.is_feature)
    least = _USUALLY_TOLD * len(cases)
    return next((name for name in asked if sum(name in case.facts for case in cases) >= least), None)
