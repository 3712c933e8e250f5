"""How would watching the model have gone in a history? What a look on any day of it would have seen, and no more."""

from dataclasses import replace
from datetime import date, timedelta

import numpy as np

from features.history import History
from features.panel import panel
from features.scheme import EffortSource
from models.assess import Assessor
from models.watch_model import Seen

_EARLIER = timedelta(days=3 * 365)


def seen_in(history: History, assessor: Assessor, on: date) -> Seen:
    """Return what was known on a day of the cases received since the model was learned.

    All judgements count as made before a suggestion was shown: nobody had one then.
    """
    known, since = history.as_of(on), assessor.manifest.trained_through
    new = np.array([case.received_on >= since for case in known.cases], dtype=np.bool_)
    seen = Seen(
        on=on,
        since=since,
        cases=tuple(case for case, is_new in zip(known.cases, new, strict=True) if is_new),
        judged=tuple(known.judgements),
    )
    if assessor.scheme.effort.source is EffortSource.DIARY:
        return replace(seen, hours_said="Timerne kan ikke følges måned for måned: de registreres kun i perioder.")
    laid = panel(known)
    before = np.array([since - _EARLIER <= case.received_on < since for case in known.cases], dtype=np.bool_)
    earlier = tuple(case for case, is_one in zip(known.cases, before, strict=True) if is_one)
    return replace(
        seen,
        panel=laid.take(np.flatnonzero(new)),
        earlier=(earlier, laid.take(np.flatnonzero(before))) if earlier else None,
        hours_through=known.ends_on,
    )
