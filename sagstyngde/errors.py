"""Which situations can stop a user's work, and what are they told?

    SagstyngdeError
    ├── InputRefused              something a user handed in cannot be used as it is
    │   ├── SchemeRefused         a scheme's TOML contradicts itself or names what does not exist
    │   ├── HistoryRefused        a history's file or column is missing, or its rows cannot be read
    │   ├── CaseRefused           one case carries a fact the scheme does not allow
    │   │   ├── CaseDiffers       its id is known already, with other facts
    │   │   └── DecisionRefused   a decision in it cannot have been made as it is told
    │   ├── CprRefused            a CPR number that nobody can have
    │   ├── BackupRefused         a backup cannot be made there, or cannot be restored
    │   ├── RetentionRefused      the rules of how long what is kept cannot be read
    │   ├── ClocksRefused         the municipality's own times cannot be read
    │   ├── ImportRefused         a file or a mapping that is to be taken in cannot be used
    │   ├── StaffRefused          the staff file cannot be read
    │   ├── PolicyRefused         an allocation policy names an unknown principle or contradicts itself
    │   ├── RegisterRefused       a register of decision competence cannot be read or contradicts itself
    │   ├── AmountRefused         an amount is counted in another unit than the register's limit
    │   ├── AccessRefused         the file that says who gets which role cannot be used
    │   ├── TrialPlanRefused      a plan of a trial cannot be evaluated as it says
    │   └── SurveyRefused         a survey's answers cannot be read, or could name a person
    ├── TrainingRefused           a model is not made
    │   ├── TooFewCases           fewer labelled cases than a table can be learned from
    │   ├── LeakageFound          a feature is known only after intake, or is about a caseworker
    │   └── ExplanationMismatch   contributions do not add up to the score, or differ from shap
    ├── AccessDenied              somebody may not do what they asked for
    │   ├── NotSignedIn           nobody is signed in
    │   ├── NotAllowed            their roles do not include it
    │   │   └── FormStale         a form was opened before they signed in anew, and is to be sent once more
    │   └── Unseen                there is no such record, or none they may see: never told apart
    ├── RequestRefused            a request is not made as it must be
    │   ├── KeyMissing            it would change something and carries no Idempotency-Key
    │   ├── KeyReused             its Idempotency-Key was used for another request
    │   ├── VersionMissing        it would change a record and does not say which version it has read
    │   ├── VersionDiffers        the record has changed since it was read
    │   ├── StateRefused          the record stands where this cannot be done: a suggestion that is kept back, say
    │   ├── PlacementRefused      a case may not be placed so: the law, a condition or a full desk stands in the way
    │   ├── PlanStale             what a plan was reckoned from has changed since
    │   └── PlanSettled           a plan is committed or withdrawn already
    ├── BundleRefused             a bundle on disk is incomplete, altered or made for another version
    ├── VaultClosed               the vault's keys are missing, readable by others, or not the ones its rows ask for
    ├── LoginRefused              what a log-in rests on does not hold, so nobody is signed in
    ├── StartRefused              the server would stand open to people who do not belong, so it does not start
    ├── LogBroken                 the log of looks is not what was written
    └── NotReady                  a part the request needs (a bundle, a plan) is not there yet

Every error carries its sentence in Danish and in English. The type names the situation; the text says what happened
and what to do next. No text repeats a person's data: it names the file, the row, the column and the kind of value.
Errors are caught in two places only: ``pipelines/cli.py`` (exit code) and ``serve/problems.py`` (HTTP status).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class Language(StrEnum):
    """The two languages a reason can be read in."""

    DANISH = "da"
    ENGLISH = "en"


class SagstyngdeError(Exception):
    """A user's situation, told in both languages.

    >>> print(NotReady(english="no model yet", danish="ingen model endnu").text(Language.DANISH))
    ingen model endnu
    """

    def __init__(self, *, english: str, danish: str) -> None:
        super().__init__(english)
        self.english = english
        self.danish = danish

    def __reduce__(self) -> tuple[object, ...]:
        """Let it come whole from another process: by itself an exception is made anew of unnamed arguments."""
        return _again, (type(self), self.args, vars(self))

    def text(self, language: Language) -> str:
        """Return the sentence in the reader's language."""
        return self.danish if language is Language.DANISH else self.english


def _again(kind: type[SagstyngdeError], args: tuple[object, ...], fields: dict[str, object]) -> SagstyngdeError:
    error = kind.__new__(kind, *args)
    vars(error).update(fields)
    return error


class InputRefused(SagstyngdeError):
    """Something a user handed in cannot be used as it is."""


class SchemeRefused(InputRefused):
    """A scheme's TOML contradicts itself or names what does not exist."""


class HistoryRefused(InputRefused):
    """A history's file or column is missing, or its rows cannot be read."""


class CaseRefused(InputRefused):
    """One case carries a fact the scheme does not allow.

    ``field`` is the fact's name, safe to show: it comes from the scheme or is cut to printable ASCII.
    """

    def __init__(self, *, field: str, english: str, danish: str) -> None:
        super().__init__(english=english, danish=danish)
        self.field = field


class CaseDiffers(CaseRefused):
    """A case's id is known already, with other facts: an earlier answer could no longer be replayed."""


class DecisionRefused(CaseRefused):
    """A decision in a case cannot have been made as it is told: before its application, say."""


class CprRefused(InputRefused):
    """A CPR number that nobody can have. The number is never repeated."""


class BackupRefused(InputRefused):
    """A backup cannot be written there, does not hold what it should, or cannot be restored there."""


class ClocksRefused(InputRefused):
    """The file with the municipality's own times cannot be used."""


class RetentionRefused(InputRefused):
    """The rules of how long what is kept cannot be read."""


class ImportRefused(InputRefused):
    """A file or a mapping that is to be taken in cannot be used."""


class StaffRefused(InputRefused):
    """The staff file cannot be read."""


class PolicyRefused(InputRefused):
    """An allocation policy names an unknown principle or contradicts itself.

    ``faults`` are all that was found where it is known in which setting they lie; then the first is what is told.
    """

    def __init__(self, *, english: str, danish: str, faults: "Sequence[Fault]" = ()) -> None:
        super().__init__(english=english, danish=danish)
        self.faults = tuple(faults)


class AmountRefused(InputRefused):
    """An amount is counted in another unit than the register's limit, and units are never converted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One thing that is wrong in a file, and where: the table, the entry's id or number, the key. Repeats no value.

    >>> Fault(table="[[rule]]", entry="tabt-egen", key="limit", english="is missing", danish="mangler").text(
    ...     Language.DANISH
    ... )
    '[[rule]] tabt-egen, limit: mangler'
    """

    table: str = ""
    entry: str = ""
    key: str = ""
    english: str
    danish: str

    @property
    def where(self) -> str:
        """The place, the same in both languages."""
        entry = " ".join(filter(None, (self.table, self.entry)))
        return ", ".join(filter(None, (entry, self.key)))

    def text(self, language: Language) -> str:
        """Return place and sentence in the reader's language."""
        sentence = self.danish if language is Language.DANISH else self.english
        return ": ".join(filter(None, (self.where, sentence)))


class RegisterRefused(InputRefused):
    """A register of decision competence cannot be used. ``faults`` are all that was found, at least one."""

    def __init__(self, *, origin: str, faults: Sequence[Fault]) -> None:
        self.faults = tuple(faults)
        more = len(self.faults) - 1
        english = f"register {origin}: {self.faults[0].text(Language.ENGLISH)}"
        danish = f"kompetenceplan {origin}: {self.faults[0].text(Language.DANISH)}"
        super().__init__(
            english=english + (f" (and {more} more)" if more else ""),
            danish=danish + (f" (og {more} mere)" if more else ""),
        )


class AccessRefused(InputRefused):
    """The file that says who gets which role cannot be used."""


class TrialPlanRefused(InputRefused):
    """A plan of a trial cannot be read, or could not be evaluated as it says."""


class SurveyRefused(InputRefused):
    """A survey's answers cannot be read, or could name a person."""


class TrainingRefused(SagstyngdeError):
    """A model is not made."""


class TooFewCases(TrainingRefused):
    """Fewer labelled cases than a table can be learned from."""


class LeakageFound(TrainingRefused):
    """A feature is known only after intake, or is about a caseworker."""


class ExplanationMismatch(TrainingRefused):
    """Contributions do not add up to the score, or differ from shap."""


class AccessDenied(SagstyngdeError):
    """Somebody may not do what they asked for."""


class NotSignedIn(AccessDenied):
    """Nobody is signed in."""


class NotAllowed(AccessDenied):
    """Their roles do not include it."""


class FormStale(NotAllowed):
    """A form was opened by the same person before she signed in anew: she is asked to send it once more."""


class Unseen(AccessDenied):
    """There is no such record, or none they may see: never told apart."""


class RequestRefused(SagstyngdeError):
    """A request is not made as it must be."""


class KeyMissing(RequestRefused):
    """It would change something and carries no Idempotency-Key."""


class KeyReused(RequestRefused):
    """Its Idempotency-Key was used for another request."""


class VersionMissing(RequestRefused):
    """It would change a record and does not say which version it has read."""


class VersionDiffers(RequestRefused):
    """The record has changed since it was read."""


class StateRefused(RequestRefused):
    """The record stands where this cannot be done: a suggestion that is kept back cannot be confirmed."""


class PlacementRefused(RequestRefused):
    """A case may not be placed so: the law, a condition of the policy or a full desk stands in the way."""


class PlanStale(RequestRefused):
    """What a plan was reckoned from has changed since; the text names the cases and caseworkers."""


class PlanSettled(RequestRefused):
    """A plan is committed or withdrawn already."""


class BundleRefused(SagstyngdeError):
    """A bundle on disk is incomplete, altered or made for another version."""


class VaultClosed(SagstyngdeError):
    """The vault's keys are missing, readable by others, or not the ones its rows ask for."""


class LoginRefused(SagstyngdeError):
    """What a log-in rests on does not hold, so nobody is signed in. The reader is told little; the log holds why."""


class StartRefused(SagstyngdeError):
    """The server would stand open to people who do not belong, so it does not start."""


class LogBroken(SagstyngdeError):
    """The log of looks is not what was written, and nothing may be built on it."""


class NotReady(SagstyngdeError):
    """A part the request needs is not there yet."""


def unreadable(error: OSError | UnicodeDecodeError) -> tuple[str, str]:
    """Say in English and Danish why a text file could not be read, to stand after its name.

    >>> unreadable(IsADirectoryError())
    ('is a folder, not a file', 'er en mappe, ikke en fil')
    """
    match error:
        case FileNotFoundError():
            return "is not there", "findes ikke"
        case IsADirectoryError():
            return "is a folder, not a file", "er en mappe, ikke en fil"
        case UnicodeDecodeError():
            return "is not UTF-8 text", "er ikke UTF-8-tekst"
        case _:
            return "cannot be read", "kan ikke læses"
