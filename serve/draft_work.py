"""How is a draft read and saved? By its writer alone, and never over what she saved from another page meanwhile."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated
from uuid import NAMESPACE_URL, uuid4, uuid5

from fastapi import Depends, Request

from features.scheme import Scheme
from sagstyngde.errors import StateRefused
from serve.case_fields import Section, field_names, sections
from serve.dependencies import today
from serve.work import Work, unseen
from storage.drafts import Draft, DraftId, begin_draft, count_drafts, find_draft, save_draft
from storage.staff import all_staff

MOST_DRAFTS = 50
"""So many new cases can one person have begun: more are forgotten ones."""
_LONGEST = 2_000
_LONGEST_ID = 36


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """A form as it was sent: from which page, resting on which version, and what its fields say."""

    tab: str
    version: int
    step: str
    key: str
    fields: Mapping[str, str]

    def values(self, parts: tuple[Section, ...]) -> dict[str, str]:
        """Return what was typed in the fields that the form has."""
        names = field_names(parts)
        told = ((name, text[:_LONGEST]) for name, text in self.fields.items() if name in names)
        return {name: text for name, text in told if text.strip()}


async def _sent(request: Request) -> Sent:
    fields = {name: value for name, value in (await request.form()).items() if isinstance(value, str)}
    version = fields.get("udgave", "")
    return Sent(
        tab=fields.get("fane", "")[:_LONGEST_ID],
        version=int(version) if version.isascii() and version.isdecimal() and len(version) < 10 else 0,
        step=fields.get("trin", ""),
        key=fields.get("noegle", ""),
        fields=fields,
    )


FormSent = Annotated[Sent, Depends(_sent)]


class DraftDiffers(Exception):
    """Another page has saved the draft since this one was opened."""

    def __init__(self, draft: Draft) -> None:
        super().__init__("the draft was saved from another page")
        self.draft = draft


def draft_id_of(owner: str, key: str) -> DraftId:
    """Return the id of the draft that a person begins under a key: the same key begins no second one."""
    return DraftId(str(uuid5(NAMESPACE_URL, f"sagstyngde:draft:{owner}:{key}")))


def new_tab() -> str:
    """Return what a page is known by, each time it is opened."""
    return str(uuid4())


def parts_of(work: Work, scheme: Scheme, *, for_new: bool = True) -> tuple[Section, ...]:
    """Return the form's sections, with the words that the staff list knows."""
    return sections(scheme, all_staff(work.connection), for_new=for_new)


def begun(work: Work, draft_id: DraftId, scheme: Scheme) -> Draft:
    """Begin a draft, received today unless something else is typed.

    Raises:
        StateRefused: the person has begun too many already.

    """
    owner = work.stamp.by
    if count_drafts(work.connection, owner) >= MOST_DRAFTS:
        raise StateRefused(
            english=f"you have {MOST_DRAFTS} drafts already; hand in or delete some of them",
            danish=f"du har allerede {MOST_DRAFTS} kladder; opret eller slet nogle af dem først",
        )
    return begin_draft(work.connection, draft_id, {"modtaget": today(scheme).isoformat()}, work.stamp)


def own_draft(work: Work, draft_id: str, *, lock: bool = False) -> Draft:
    """Return one's own draft.

    Raises:
        Unseen: there is none with that id, or it is another's.

    """
    found = find_draft(work.connection, DraftId(draft_id[:_LONGEST_ID]), work.stamp.by, lock=lock)
    if found is None:
        raise unseen()
    return found


def require_own_tab(draft: Draft, sent: Sent, values: Mapping[str, str]) -> None:
    """Go on only where no other page has saved something else since this one was opened.

    Raises:
        DraftDiffers: one has.

    """
    is_known = draft.version == sent.version or (draft.tab != "" and draft.tab == sent.tab)
    if not is_known and draft.values != values:
        raise DraftDiffers(draft)


def saved(work: Work, draft_id: str, sent: Sent, values: Mapping[str, str]) -> Draft:
    """Save what was typed; what says the same as before is no new version.

    Raises:
        Unseen: there is no such draft of one's own.
        DraftDiffers: another page has saved it since.

    """
    draft = own_draft(work, draft_id, lock=True)
    require_own_tab(draft, sent, values)
    if draft.values == values:
        return draft
    return save_draft(work.connection, draft, values, work.stamp, tab=sent.tab)
