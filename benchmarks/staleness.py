"""How much is lost by keeping a model too long? Models of every age on the same newest cases, beside fresh ones.

``python -m benchmarks.staleness`` takes, of each history, the newest fifth of the cases whose hours are known in
full. A fresh model is learned as a retraining on their first day would; older ones as it would have been months
before. An older model has also seen fewer cases: beside each stands a fresh one that was given as few, spread over
the same years (``models.cohort.thinned``), so that age and number can be told apart. Differences are on the same
cases, with 95 per cent limits from a bootstrap over children. Writes ``docs/staleness.json`` and
``docs/foraeldelse.md``.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import numpy as np

from benchmarks.markdown import figure, table
from benchmarks.runs import REAL, municipality, scheme_file
from benchmarks.surroundings import DOCS, Bar, Json, bar, real_data, silent, surroundings, write_json
from features.frame import Frame
from features.history import History
from features.scheme import CategorySource
from features.scheme_toml import parse_scheme
from models.assess import Assessor
from models.bundle import ModelBundle
from models.cohort import Cohort, cohort, split, thinned
from models.deviance import deviances
from models.learn import Provenance, Training, learn_bundle
from models.observed import observed
from models.ordinal import Floats, Integers, log_losses
from pipelines.gate.paired import Gap, mean_gap
from pipelines.train import Material, read_material
from sagstyngde.errors import TooFewCases

AGES = (6, 12, 24, 36)
"""Months that a model has been kept."""
MONTH = timedelta(days=30.4375)
NEWEST = 0.2
FEWEST = 200
HISTORIES = ("invented", "bpic15_touch_days", "sip")
NAMES = {
    "invented": "en opdigtet kommune, 3.000 sager",
    "bpic15_touch_days": "byggesager i en hollandsk kommune (BPI Challenge 2015)",
    "sip": "opgaver i et softwarehus (SiP)",
}
PARTS = {"category": "kategori: log-tab", "effort": "timer: devians"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What every model is asked: cases and what became of them, from a day on."""

    material: Material
    day: date
    test: Cohort

    @classmethod
    def of(cls, material: Material) -> "Question":
        """Take the newest fifth of the cases that were followed to the end."""
        whole = cohort(material.history)
        matured = np.flatnonzero(whole.panel.matured)
        day = whole.cases[matured[int(len(matured) * (1.0 - NEWEST))]].received_on
        rows = np.array([row for row in matured if whole.cases[row].received_on >= day], dtype=np.intp)
        return cls(material=material, day=day, test=whole.take(rows))

    @property
    def children(self) -> Integers:
        """Each case's child, by number (cases,)."""
        names = [case.child_id or case.case_id for case in self.test.cases]
        return np.unique(names, return_inverse=True)[1]

    def fresh(self, count: int | None = None) -> ModelBundle:
        """Learn as on the first day of the test; from ``count`` cases where so many are asked for."""
        return learned(self.material, self.material.history.as_of(self.day), count)

    def aged(self, months: int) -> ModelBundle:
        """Learn as so many months before the test."""
        return learned(self.material, self.material.history.as_of(self.day - months * MONTH), None)


def learned(material: Material, history: History, count: int | None) -> ModelBundle:
    """Learn from what was known; raises ``TooFewCases``."""
    if len(history.cases) < FEWEST:
        raise TooFewCases(english="fewer than 200 cases were known then", danish="under 200 sager var kendt da")
    parts = split(history)
    if count is not None:
        parts = thinned(parts, min(count, len(parts.develop.cases)))
    scheme = parse_scheme(material.scheme_text, "scheme.toml")
    provenance = Provenance(
        scheme_text=material.scheme_text,
        bands=None if parts.bands is None else tuple(parts.bands.tolist()),
        trained_through=parts.trained_through,
        created_at=datetime.now(UTC),
        code_version="0",
    )
    frame = Frame.learn(scheme, parts.develop.cases)
    return learn_bundle(frame, parts, Training(), provenance, progress=silent)[0]


def losses(question: Question, bundle: ModelBundle) -> dict[str, Floats]:
    """Return each part's loss, entry by entry; no categories where every model cuts hours its own way."""
    test = question.test
    answers = Assessor(bundle).answers(bundle.frame.rows(test.cases))
    seen = observed(test.panel, answers)
    found = {"effort": deviances(seen.recorded, seen.part(answers.hours), 1.0)}
    if bundle.frame.scheme.category.source is CategorySource.JUDGED:
        found["category"] = log_losses(answers.probability[test.labels.rows], test.labels.category)
    return found


def compared(question: Question, mine: dict[str, Floats], fresh: dict[str, Floats]) -> Json:
    """Lay a model's losses beside the fresh model's on the same cases."""
    test, children = question.test, question.children
    entries = {
        "effort": (np.ones(len(test.cases)), children),
        "category": (test.labels.weight, children[test.labels.rows]),
    }
    return {part: _told(mean_gap(mine[part], fresh[part], *entries[part], seed=0)) for part in mine}


def _told(gap: Gap) -> Json:
    return {
        "figure": round(gap.ours, 4),
        "fresh": round(gap.theirs, 4),
        "worse": round(gap.size / gap.theirs, 4),
        "low": round(gap.least() / gap.theirs, 4),
        "high": round(gap.most() / gap.theirs, 4),
    }


def ages_of(question: Question, tell: Bar, name: str) -> Iterator[Json]:
    """Yield a row for each age: the older model, and the fresh one with as few cases."""
    tell(f"{name}: fresh")
    fresh = losses(question, question.fresh())
    for months in AGES:
        tell(f"{name}: {months} months old")
        try:
            old = question.aged(months)
            few = question.fresh(old.manifest.training_cases)
        except TooFewCases as refusal:
            yield {"months": months, "refused": refusal.english}
            continue
        yield {
            "months": months,
            "cases": old.manifest.training_cases,
            "older": compared(question, losses(question, old), fresh),
            "as_few": compared(question, losses(question, few), fresh),
        }


def staleness(tell: Bar) -> Json:
    """Return every history's rows."""
    found: Json = {}
    for name, (source, folder) in _sources():
        question = Question.of(read_material(source, folder, silent))
        rows = list(ages_of(question, tell, name))
        found[name] = {"day": question.day.isoformat(), "test_cases": len(question.test.cases), "ages": rows}
    return found


def _sources() -> Iterator[tuple[str, tuple[str, Path]]]:
    for name in HISTORIES:
        if name == "invented":
            folder = municipality(1)
            yield name, (str(folder / "scheme.toml"), folder)
        elif (folder_or_none := real_data(REAL[name])) is not None:
            yield name, (str(scheme_file(name)), folder_or_none)


def page(found: Json) -> str:
    """Write ``docs/foraeldelse.md``."""
    parts = [
        "# Hvor længe kan en model bruges?",
        "Siden skrives af `python -m benchmarks.staleness`; tallene ligger i `staleness.json`. Alle modeller er prøvet "
        "på de samme nyeste sager. »Frisk« er en model, der er lært på prøvens første dag; tallene er, hvor meget "
        "større fejlen er end dens, med 95 %-grænser. En ældre model har også set færre sager: ved siden af står en "
        "frisk model, der kun fik så få.",
    ]
    for name, one in found.items():
        parts.append(f"## {NAMES[name]}")
        parts.append(f"{one['test_cases']} sager, modtaget fra {one['day']}.")
        parts.append(table(["alder, måneder", "sager", "hvad", "ældre", "frisk med så få sager"], _rows(one), texts=3))
    return "\n\n".join(parts) + "\n"


def _rows(one: Json) -> Iterator[list[str]]:
    for row in one["ages"]:
        if "refused" in row:
            yield [str(row["months"]), "–", "for få sager", "–", "–"]
            continue
        for part, name in PARTS.items():
            if part in row["older"]:
                yield [
                    str(row["months"]),
                    str(row["cases"]),
                    name,
                    _worse(row["older"][part]),
                    _worse(row["as_few"][part]),
                ]


def _worse(gap: Json) -> str:
    value, low, high = (figure(100.0 * gap[key], 1).replace(".", ",") for key in ("worse", "low", "high"))
    return f"{value} % ({low} til {high})"


def main() -> None:
    """Measure, and write figures and page."""
    with bar(len(HISTORIES) * (1 + len(AGES))) as tell:
        found = staleness(tell)
    write_json("staleness.json", surroundings() | {"histories": found})
    (DOCS / "foraeldelse.md").write_text(page(found), "utf-8")


if __name__ == "__main__":
    main()
