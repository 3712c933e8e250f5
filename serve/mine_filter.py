"""Which provisions are looked for on the page of what one may decide oneself, and in which groups do they stand?"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mandate.wording import LEVEL_NAMES
from sagstyngde.decision import Level
from sagstyngde.provision import Provision
from serve.language import _
from serve.written import first

if TYPE_CHECKING:
    from serve.mine_pages import Answer


@dataclass(frozen=True, slots=True, kw_only=True)
class Sought:
    """What is looked for: words that must all stand in the provision's name or title, and the paragraph it is of."""

    text: str = ""
    paragraph: str = ""

    @property
    def is_all(self) -> bool:
        """Whether nothing is left out."""
        return not (self.text.split() or self.paragraph)

    def finds(self, answer: "Answer") -> bool:
        """Whether an answer is among those looked for."""
        where = f"{answer.provision} {answer.title}".casefold()
        return self.paragraph in {"", answer.paragraph} and all(word in where for word in self.text.casefold().split())


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Provisions with the same answer: oneself, from a day on, or who decides instead."""

    heading: str
    answers: tuple["Answer", ...]
    is_open: bool

    @property
    def n(self) -> int:
        """How many there are."""
        return len(self.answers)


def paragraph_of(provision: Provision) -> str:
    """Return the paragraph a provision is of, as it is looked for.

    >>> paragraph_of(Provision.parse("BL § 32 stk. 1 nr. 3"))
    'Barnets lov § 32'
    """
    return first((provision, *provision.parents)[-1].text)


def paragraphs(answers: Iterable["Answer"]) -> list[tuple[str, int]]:
    """Return the paragraphs there are, in the order of the register, and how many provisions each has."""
    found: dict[str, int] = {}
    for one in answers:
        found[one.paragraph] = found.get(one.paragraph, 0) + 1
    return list(found.items())


def groups(answers: Sequence["Answer"], sought: Sought) -> tuple[Group, ...]:
    """Return what is found in groups: oneself, later, then by who decides. What one may not is folded until sought."""
    found = [one for one in answers if sought.finds(one)]
    own = [Group(heading=_("Må afgøres alene"), answers=_at(found, 0), is_open=True)]
    later = [Group(heading=_("Må afgøres alene fra en senere dag"), answers=_at(found, 1), is_open=True)]
    others = [
        Group(
            heading=_("Afgøres af andre: {level}").format(level=_(LEVEL_NAMES[level])),
            answers=tuple(one for one in _at(found, 2) if one.level is level),
            is_open=not sought.is_all,
        )
        for level in Level
    ]
    return tuple(one for one in (*own, *later, *others) if one.answers)


def _at(answers: Iterable["Answer"], order: int) -> tuple["Answer", ...]:
    return tuple(one for one in answers if one.order == order)
