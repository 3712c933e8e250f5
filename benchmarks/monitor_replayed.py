"""What would watching the model have raised in real histories? Each learned from as it stood, then looked at monthly.

A model is learned on the oldest three quarters of a history; the newest quarter is gone through month by month with
what was known on each day. Histories without dates cannot be gone through, and say so.
"""

from datetime import date, timedelta
from pathlib import Path

from benchmarks.runs import REAL, municipality, scheme_file
from benchmarks.surroundings import VAR, Bar, Json, real_data
from features.history import History
from features.history_files import read_history
from features.scheme_toml import read_scheme
from models import bundle as bundles
from models.assess import Assessor
from models.boosting import Boosting
from models.learn import Training
from models.monitored import Monitored, Statistic
from models.watch_model import watch_model
from pipelines.train import train
from pipelines.watch_history import seen_in

_APART = timedelta(days=30)
_MOST_LOOKS = 48
TREES = 40
"""Small trees enough: what is watched is how cases move, and not how well they are foreseen."""
QUIET = "synthetic-1"


def replayed(tell: Bar) -> list[Json]:
    """Return what was raised in each real history, and when; an invented one that has not moved stands beside them."""
    found = []
    for name in REAL:
        tell(name)
        found.append({"name": name} | _real(name))
    folder = municipality(1)
    history, _ = read_history(read_scheme(folder / "scheme.toml"), folder)
    found.append({"name": QUIET} | looks(history, learned(QUIET, str(folder / "scheme.toml"), folder)))
    return found


def _real(name: str) -> Json:
    folder = real_data(REAL[name])
    if folder is None:
        return {"absent": f"the real history {REAL[name]} is not on this machine"}
    history, _ = read_history(read_scheme(scheme_file(name)), folder)
    if not history.has_dates:
        return {"absent": "the history has no dates"}
    return looks(history, learned(name, str(scheme_file(name)), folder))


def learned(name: str, scheme: str, folder: Path) -> Assessor:
    """Return what was learned of a history, now: what an older program learned may not be read."""
    kept = VAR / "overvaagning" / name
    if not kept.is_dir():
        settings = Training(largest=Boosting(trees=TREES))
        bundles.save(train(scheme, folder, settings, lambda _: None).bundle, kept)
    return Assessor.load(kept)


def looks(history: History, assessor: Assessor) -> Json:
    """Look every month from the end of training on, and return when each alarm was first raised."""
    since = assessor.manifest.trained_through
    days = [since + place * _APART for place in range(1, _MOST_LOOKS + 1)]
    days = [day for day in days if day < history.ends_on] + [history.ends_on]
    raised: dict[str, Json] = {}
    last: Monitored | None = None
    for day in days:
        last = watch_model(assessor, seen_in(history, assessor, day))
        for one in last.crossed:
            raised.setdefault(one.about, _told(one, day, last))
    return {
        "since": since.isoformat(),
        "until": history.ends_on.isoformat(),
        "looks": len(days),
        "cases": 0 if last is None else last.cases,
        "hours_said": "" if last is None else last.hours_said,
        "watched": 0 if last is None else len(last.statistics),
        "raised": list(raised.values()),
    }


def _told(one: Statistic, day: date, look: Monitored) -> Json:
    return {
        "looked_on": day.isoformat(),
        "crossed_on": None if one.crossed_on is None else one.crossed_on.isoformat(),
        "cases": look.cases,
        "part": one.part.value,
        "label": one.label,
        "unit": one.unit.value,
        "found": round(one.found, 3),
        "expected": round(one.expected, 3),
    }
