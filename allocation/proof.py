"""How good is a goal's number? A bound that no allocation can be below while the goals before it keep theirs."""

from dataclasses import dataclass

PRECISION = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """The least number found, and what none can go below; minus infinity where nothing is known."""

    value: float
    bound: float

    @property
    def proved(self) -> bool:
        """Whether nothing smaller exists.

        >>> Proof(value=10.0, bound=10.0).proved, Proof(value=10.0, bound=9.0).proved
        (True, False)
        """
        return self.value <= self.bound + PRECISION * max(1.0, abs(self.bound))

    @property
    def gap(self) -> float:
        """How far above the bound the value may be, as a share of it; infinite where the bound tells nothing."""
        if self.proved:
            return 0.0
        return self.value / self.bound - 1.0 if self.bound > 0.0 else float("inf")
