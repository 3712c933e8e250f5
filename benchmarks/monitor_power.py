"""How soon does watching the model find what has moved, and how often does it cry wolf? Years drawn from real rows.

A municipality's earlier cases are drawn from the rows that an invented municipality's model remembers, and so are the
cases of ten years after: nothing has moved but by chance, and what the model expects of people and hours comes true.
Everything that a nightly look asks is asked, of every case in turn: how often one looks changes nothing. Then the score
is moved by half a deviation. ``python -m benchmarks.monitor_power`` writes ``docs/overvaagning.json`` and its page.
"""

from collections.abc import Sequence

import numpy as np

from benchmarks.monitor_page import page
from benchmarks.monitor_replayed import QUIET, learned, replayed
from benchmarks.runs import municipality
from benchmarks.surroundings import DOCS, Bar, Json, bar, surroundings, write_json
from models.abstain import missing_facts
from models.assess import Assessor
from models.e_detector import FALSE_ALARMS, YEARS, bet_on_event, climb, log_limit
from models.monitored import SHARES, Part
from models.moved import Watched, watched, watched_share
from models.ordinal import Floats, Integers
from models.uncertainty import wilson
from models.watch_facts import ENOUGH

A_YEAR = (150, 600, 1500)
"""Cases a year: a small municipality, a middling one, a large one."""
WORLDS = 100
SHIFTS = (0.25, 0.5, 1.0)
WITHIN = 200
BLIND, SETTLED = 0.2, 0.8
"""Shares of the cases that are judged before the suggestion is shown, and whose suggestion is taken a stand on."""
_LONGEST = 1_200
_SEED = 1


def collect(tell: Bar, *, sizes: Sequence[int] = A_YEAR, worlds: int = WORLDS) -> Json:
    """Return false alarms in ten years and delays, by the size of the municipality."""
    assessor = _assessor()
    X = np.asarray(assessor.bundle.neighbours.earlier.rows, dtype=np.float64)
    answers = assessor.answers(X)
    pool = _Pool(assessor, X, answers.score, answers.probability.max(axis=1))
    found = []
    for a_year in sizes:
        tell(f"{a_year} cases a year")
        rng = np.random.default_rng(_SEED + a_year)
        found.append({"a_year": a_year} | _false_alarms(pool, a_year, worlds, rng) | _delays(pool, a_year, worlds, rng))
    return {"worlds": worlds, "earlier": ENOUGH, "rows": len(X), "designed": FALSE_ALARMS, "sizes": found}


class _Pool:
    """What years are drawn from: rows, scores, the model's own chances and ratios of hours, one a remembered case."""

    def __init__(self, assessor: Assessor, X: Floats, score: Floats, right: Floats) -> None:
        frame, earlier = assessor.bundle.frame, assessor.bundle.neighbours.earlier
        facts = {fact.name for fact in assessor.scheme.facts}
        asked = [place for place, source in enumerate(frame.sources) if source in facts]
        self.untold = missing_facts(frame, X)[:, asked].astype(np.float64)
        self.X, self.score, self.right = X, score, right
        whole = (earlier.months >= assessor.bundle.effort.horizon - 0.01) & ~np.isnan(earlier.hours)
        self.ratios = earlier.hours[whole] / np.maximum(assessor.answers(X[whole]).hours, 0.25)

    def streams(self, drawn: Integers, rng: np.random.Generator) -> list[tuple[Part, Watched, Floats, float]]:
        """Return every statistic of facts, score and hours: what is bet by earlier cases, where it lies, its share."""
        rows = rng.integers(0, len(self.X), ENOUGH)
        learned_of = ((watched(self.X[rows, place]), self.X[:, place]) for place in range(self.X.shape[1]))
        columns = [(bets, column) for bets, column in learned_of if bets is not None]
        columns += [
            (watched_share(float(self.untold[rows, place].sum()), ENOUGH), self.untold[:, place])
            for place in range(self.untold.shape[1])
        ]
        ways = sum(sum(bets.ways) for bets, _ in columns)
        found = [(Part.FACTS, bets, column[drawn], SHARES[Part.FACTS] / ways) for bets, column in columns]
        own = watched(self.score[rows])
        if own is not None:
            found.append((Part.SCORE, own, self.score[drawn], SHARES[Part.SCORE] / 2))
        hours = watched(self.ratios[rng.integers(0, len(self.ratios), ENOUGH)])
        if hours is not None:
            for _age in range(4):
                ratios = self.ratios[rng.integers(0, len(self.ratios), len(drawn))]
                found.append((Part.HOURS, hours, ratios, SHARES[Part.HOURS] / 8))
        return found


def _false_alarms(pool: _Pool, a_year: int, worlds: int, rng: np.random.Generator) -> Json:
    """Return in how many worlds each part, and any, raised an alarm in ten years in which nothing moved."""
    cases = int(YEARS * a_year)
    raised: dict[Part, int] = dict.fromkeys(Part, 0)
    alarms, some = 0, 0
    for _ in range(worlds):
        drawn = rng.integers(0, len(pool.X), cases)
        crossed = _crossed(pool.streams(drawn, rng), a_year) + _said(pool.right[drawn], a_year, rng)
        alarms += len(crossed)
        some += bool(crossed)
        for part in set(crossed):
            raised[part] += 1
    low, high = wilson(some / worlds, worlds)
    return {
        "alarms_in_ten_years": alarms / worlds,
        "any": {"share": some / worlds, "low": low, "high": high},
        "parts": {part.value: raised[part] / worlds for part in Part if part is not Part.GROUPS},
    }


def _crossed(streams: list[tuple[Part, Watched, Floats, float]], a_year: int) -> list[Part]:
    log_e = np.concatenate([bets.log_e(column) for _, bets, column, _ in streams], axis=1)
    limits = np.repeat([log_limit(share, a_year) for *_, share in streams], 2)
    risen = climb(log_e, limits).crossed.reshape(-1, 2).max(axis=1)
    return [part for (part, *_), place in zip(streams, risen, strict=True) if place >= 0]


def _said(right: Floats, a_year: int, rng: np.random.Generator) -> list[Part]:
    """Let people say what the model expects of them, and the model keep silent as often as it did."""
    found = []
    judged, settled = (right[rng.random(len(right)) < share] for share in (BLIND, SETTLED))
    for part, chances, near, gap, parts in (
        (Part.JUDGED, 1.0 - judged, 0.05, 0.15, 3),
        (Part.CHANGED, 1.0 - settled, 0.10, 0.20, 1),
        (Part.SILENT, np.full(len(right), 0.15), 0.03, 0.10, 1),
    ):
        happened = (rng.random(len(chances)) < chances).astype(np.float64)
        limit = log_limit(SHARES[part] / parts, a_year)
        if (climb(bet_on_event(happened, chances + near, gap=gap)[:, None], limit).crossed >= 0).any():
            found.append(part)
    return found


def _delays(pool: _Pool, a_year: int, worlds: int, rng: np.random.Generator) -> Json:
    """Return after how many cases the score's move is found; the score alone is asked."""
    limit, spread = log_limit(SHARES[Part.SCORE] / 2, a_year), float(pool.score.std())
    told = {}
    for shift in SHIFTS:
        delays = []
        for _ in range(worlds):
            bets = watched(pool.score[rng.integers(0, len(pool.score), ENOUGH)])
            moved = pool.score[rng.integers(0, len(pool.score), _LONGEST)] + shift * spread
            place = -1 if bets is None else int(climb(bets.log_e(moved), limit).crossed[0])
            delays.append(place + 1 if place >= 0 else _LONGEST + 1)
        within = float(np.mean(np.array(delays) <= WITHIN))
        low, high = wilson(within, worlds)
        told[str(shift)] = {
            "median": float(np.median(delays)),
            "nine_of_ten": float(np.quantile(delays, 0.9)),
            "within": {"cases": WITHIN, "share": within, "low": low, "high": high},
        }
    return {"delays": told}


def _assessor() -> Assessor:
    """Return what was learned of an invented municipality, now if it has not been."""
    folder = municipality(1)
    return learned(QUIET, str(folder / "scheme.toml"), folder)


def main() -> None:
    """Measure, and write both."""
    with bar(len(A_YEAR) + 5) as tell:
        figures = surroundings() | collect(tell) | {"replayed": replayed(tell)}
    write_json("overvaagning.json", figures)
    (DOCS / "overvaagning.md").write_text(page(figures), "utf-8")


if __name__ == "__main__":
    main()
