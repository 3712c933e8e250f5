"""What is told to her who answers a case that somebody has said something of since she opened it?

Nothing is stored and nothing is lost: what was said meanwhile stands above what she was about to say, and she may send
that again, knowing it. The page counts the words said of a case: they are only ever added.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from sagstyngde.case import CaseId
from sagstyngde.errors import VersionDiffers
from serve.case_said import Said
from serve.work import Work
from storage.words import word_count


@dataclass(frozen=True, slots=True, kw_only=True)
class Answering:
    """What she was about to say of a case: in words, where it is sent, and its fields."""

    text: str
    action: str
    fields: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Clash:
    """What was said meanwhile, the newest first, and what she was about to say."""

    meanwhile: tuple[Said, ...]
    own: Answering


def require_unsaid(work: Work, case_id: CaseId, seen: int | None) -> None:
    """Hold the case, and let nobody answer what she has not read. ``seen`` is how many words her page had counted.

    ``None`` is sent by no page of ours; who sends it asks for no such care.

    Raises:
        VersionDiffers: somebody has said something since.

    """
    work.case(case_id, lock=True)
    if seen is not None and word_count(work.connection, case_id) != seen:
        raise VersionDiffers(
            english="somebody has said something of the case since you opened it; read it, and send again",
            danish="der er givet en vurdering af sagen, siden du åbnede den; læs den, og send igen",
        )
