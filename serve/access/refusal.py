"""What is told of a log-in that proves nothing? The log learns which check failed, the person little."""

from sagstyngde.errors import LoginRefused


def refused(why: str) -> LoginRefused:
    """Return the refusal; ``why`` is ours and holds nothing that came in."""
    return LoginRefused(
        english=f"log-in refused: {why}",
        danish="kommunens log-in kunne ikke bekræftes; prøv igen, eller sig det til driften",
    )
