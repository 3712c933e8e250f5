"""How is a word of somebody's file repeated in an error? Printable and cut: it may be anything."""

LONGEST = 40
"""Characters."""


def shown(word: object) -> str:
    """Write a word of a file.

    >>> shown(f"{'a' * 39}{chr(27)}[31m")
    'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa?'
    """
    return "".join(letter if letter.isprintable() else "?" for letter in str(word)[:LONGEST])
