"""An authority for tests: a list of who may decide what alone, and nothing about days."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sagstyngde.case import CaseworkerId
from sagstyngde.decision import ExpectedDecision


@dataclass(frozen=True)
class ListedAuthority:
    """``may`` lists, for each code of a provision, the caseworkers; what is not listed nobody may decide alone."""

    may: Mapping[str, Collection[str]]

    def objection(self, awaits: tuple[ExpectedDecision, ...], caseworker_id: CaseworkerId) -> str | None:
        codes = [one.provision.code for one in awaits if one.provision.code in self.may]
        barred = [code for code in codes if caseworker_id not in self.may[code]]
        return f"må ikke selv træffe afgørelse efter {barred[0]}" if barred else None

    def merit(self, awaits: tuple[ExpectedDecision, ...], caseworker_id: CaseworkerId) -> str | None:
        codes = [one.provision.code for one in awaits if caseworker_id in self.may.get(one.provision.code, ())]
        return f"må selv træffe afgørelse efter {codes[0]}" if codes else None
