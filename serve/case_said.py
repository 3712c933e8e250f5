"""What have people said of a case, and whose word counts? In a sentence for its reader, and all of it in a list."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from features.scheme import Scheme
from sagstyngde.assessment import AssessmentId, CategorySuggestion
from sagstyngde.case import CaseId
from sagstyngde.judgement import Basis, Confirmation, Judgement, Override, OwnWord, Unassessable, Weight, Word
from serve.language import _
from serve.people import People
from serve.settled_wording import NO_CATEGORY_REASONS, OVERRIDE_REASONS
from serve.wording import category_name
from serve.written import day, inside
from storage.assessments import all_answers
from storage.engine import Connection
from storage.words import Judged, judgements_of, settlements_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One thing somebody said: when, which category, how it came about, and who."""

    at: datetime
    when: str
    category: str
    how: str
    who: str
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Teller:
    """Tells a reader what was said, in the names of a scheme's categories."""

    scheme: Scheme
    reader: str

    def sentence(self, word: Word | None, weight: Weight, suggestion: CategorySuggestion | None) -> str:
        """Say whose word counts beside the suggestion; nothing where nobody's does."""
        match word:
            case Unassessable():
                return self._without(word, suggestion)
            case Judgement():
                return self._judged(word, suggestion)
            case Override():
                told = (
                    _("Du har tilsidesat forslaget: {own}. Din vurdering gælder.")
                    if word.overridden_by == self.reader
                    else _("En kollega har tilsidesat forslaget: {own}. Kollegaens vurdering gælder.")
                )
                return told.format(own=inside(self.name(word.category)))
            case Confirmation() if weight.basis is Basis.CONFIRMATION:
                own = word.confirmed_by == self.reader
                told = (
                    _("Du har bekræftet forslaget: {own}.") if own else _("En kollega har bekræftet forslaget: {own}.")
                )
                return told.format(own=inside(self.name(weight.category)))
        return ""

    def history(self, connection: Connection, case_id: CaseId) -> tuple[Said, ...]:
        """Return all that people have said of a case, the newest first."""
        answers = all_answers(connection, case_id)
        codes = {one.assessment.assessment_id: one.assessment.suggestion.code for one in answers}
        told = [self._own(one) for one in judgements_of(connection, [case_id])]
        told += [self._answer(word, codes) for _case, word in settlements_of(connection, [case_id])]
        people = People.of(connection, [one.who for one in told], reader=self.reader)
        named = [replace(one, who=people.name(one.who)) for one in told]
        return tuple(sorted(named, key=lambda one: one.at, reverse=True))

    def moment(self, at: datetime) -> str:
        """Write a moment as the municipality's clocks have it."""
        local = at.astimezone(ZoneInfo(self.scheme.time_zone))
        return _("{day} kl. {hour}").format(day=day(local.date()), hour=local.strftime("%H.%M"))

    def name(self, code: str | None) -> str:
        """Name a category."""
        return _("Kan ikke målgruppevurderes") if code is None else category_name(self.scheme.scale, code)

    def own_word(self, word: OwnWord) -> str:
        """Name what a professional said by herself: a category, or that there is none and why."""
        if isinstance(word, Judgement):
            return self.name(word.category)
        return f"{self.name(None)} ({inside(_(NO_CATEGORY_REASONS[word.reason]))})"

    def _without(self, word: Unassessable, suggestion: CategorySuggestion | None) -> str:
        told = (
            _("Du vurderede, at sagen ikke kan målgruppevurderes ({reason}). Din vurdering gælder.")
            if word.judged_by == self.reader
            else _("En kollega vurderede, at sagen ikke kan målgruppevurderes ({reason}). Kollegaens vurdering gælder.")
        ).format(reason=inside(_(NO_CATEGORY_REASONS[word.reason])))
        if suggestion is None or suggestion.is_withheld:
            return told
        return told + " " + _("Forslaget er {suggested}.").format(suggested=inside(self.name(suggestion.code)))

    def _judged(self, word: Judgement, suggestion: CategorySuggestion | None) -> str:
        is_own, own = word.judged_by == self.reader, inside(self.name(word.category))
        if suggestion is None or suggestion.is_withheld:
            alone = _("Du vurderede {own}. Din vurdering gælder.")
            return (alone if is_own else _("En kollega vurderede {own}. Kollegaens vurdering gælder.")).format(own=own)
        beside = (
            _("Du vurderede {own}; forslaget er {suggested}. Din vurdering gælder.")
            if is_own
            else _("En kollega vurderede {own}; forslaget er {suggested}. Kollegaens vurdering gælder.")
        )
        return beside.format(own=own, suggested=inside(self.name(suggestion.code)))

    def _own(self, judged: Judged) -> Said:
        own = judged.judgement
        how = _("egen vurdering, før forslaget blev vist") if own.blind else _("egen vurdering")
        return self._said(judged.judged_at, self.own_word(own), how, own.judged_by or "")

    def _answer(self, word: Confirmation | Override, codes: Mapping[AssessmentId, str]) -> Said:
        if isinstance(word, Confirmation):
            name = self.name(codes.get(word.assessment_id))
            return self._said(word.confirmed_at, name, _("bekræftede forslaget"), word.confirmed_by)
        how = _("tilsidesatte forslaget: {reason}").format(reason=inside(_(OVERRIDE_REASONS[word.reason])))
        said = self._said(word.overridden_at, self.name(word.category), how, word.overridden_by)
        return replace(said, note=word.note)

    def _said(self, at: datetime, category: str, how: str, by: str) -> Said:
        return Said(at=at, when=self.moment(at), category=category, how=how, who=by)
