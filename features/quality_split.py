"""Would a split by time leave anything to learn from, and anything to test on? What training would find out later."""

from collections.abc import Iterator

from features.history import DEVELOP_SHARE, TRAIN_SHARE, History
from features.panel import Panel
from features.quality_notices import Notice
from features.scheme import CategorySource


def split_stops(history: History, laid_out: Panel) -> Iterator[Notice]:
    """Tell what would stop training once the cases are split by time."""
    if not history.has_dates:
        return
    if history.scheme.category.source is CategorySource.JUDGED:
        yield from _older(history)
    yield from _newest(history, laid_out)


def _older(history: History) -> Iterator[Notice]:
    older = history.as_of(history.received_share(TRAIN_SHARE))
    if len({judgement.category for judgement in older.judgements}) < 2:
        yield Notice(
            code="one_category_older",
            text_da="De ældre sager har samme kategori: der er ingen forskel at lære.",
            text_en="The older cases have one category: there is nothing to tell apart.",
        )


def _newest(history: History, laid_out: Panel) -> Iterator[Notice]:
    """The newest cases test the model; they need a judged category, or hours known in full."""
    day = history.received_share(DEVELOP_SHARE)
    newest = [row for row, case in enumerate(history.cases) if case.received_on >= day]
    if history.scheme.category.source is CategorySource.JUDGED:
        judged = {judgement.case_id for judgement in history.judgements}
        has_category = any(history.cases[row].case_id in judged for row in newest)
    else:
        has_category = bool(laid_out.matured[newest].any())
    if not has_category:
        yield Notice(
            code="nothing_to_test",
            text_da="Ingen af de nyeste sager har en kategori endnu, så intet kan prøves; vurdér nogle, eller vent.",
            text_en="None of the newest cases has a category yet: nothing can be tested; judge some of them, or wait.",
        )
