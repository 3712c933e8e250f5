"""Which cases are judged by a person before anybody sees what the model says? A share of them, drawn by their ids."""

from hashlib import sha256

from sagstyngde.case import CaseId


def is_drawn(case_id: CaseId, share: float) -> bool:
    """Whether a case is drawn for blind judgement: the same answer every time, whoever asks, on every machine.

    >>> sum(is_drawn(CaseId(f"s{n}"), 0.2) for n in range(1000))
    222
    """
    drawn = int.from_bytes(sha256(f"blind:{case_id}".encode()).digest()[:8])
    return drawn < share * 2**64
