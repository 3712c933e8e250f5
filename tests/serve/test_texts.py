"""The catalogue of texts: complete, and true to what the pages hold now."""

import ast
import string
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from babel.messages.catalog import Message

from serve.catalogue import read
from serve.language import CATALOGUE
from serve.texts import KEYWORDS, SERVE, catalogued, found, untranslated


def test_the_catalogue_holds_what_the_pages_hold_now() -> None:
    now, kept = ({_key(one) for one in catalogue if one.id} for catalogue in (found(), catalogued()))

    assert kept == now, "run: make texts"


def test_nothing_is_left_to_be_translated() -> None:
    left = [_key(one) for one in untranslated(catalogued())]

    assert left == []


def test_a_translation_is_filled_in_with_what_its_danish_is() -> None:
    for message in catalogued():
        forms = [one for one in _forms(message.string) if one]
        filled = _placeholders(_forms(message.id)[-1])
        assert all(_placeholders(one) <= filled for one in forms), message.id  # "a case" may leave its number out
        assert not forms or _placeholders(forms[-1]) == filled, message.id


def test_a_translation_begins_and_ends_as_its_danish_does() -> None:
    for message in catalogued():
        for danish, english in zip(_forms(message.id), _forms(message.string), strict=False):
            if danish and english:
                assert _edges(danish) == _edges(english), (danish, english)


def test_what_the_server_reads_is_what_the_catalogue_says() -> None:
    texts = read(CATALOGUE)

    assert len(texts) == len([one for one in catalogued() if one.id]) - len(untranslated(catalogued()))


@pytest.mark.parametrize("path", sorted(SERVE.rglob("*.py")), ids=lambda path: path.name)
def test_a_text_is_filled_in_after_it_is_looked_up(path: Path) -> None:
    """An f-string, a sum or a name inside ``_`` would never be found in the catalogue."""
    for call in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in KEYWORDS:
            texts = call.args[: 1 if KEYWORDS[call.func.id] is None else 3]
            assert not any(isinstance(text, ast.JoinedStr | ast.BinOp) for text in texts), f"{path}:{call.lineno}"
            spoken = [one.value for one in texts if isinstance(one, ast.Constant) and isinstance(one.value, str)]
            assert set(spoken[:1]) <= _known(), f"{path}:{call.lineno}"


@cache
def _known() -> frozenset[str]:
    return frozenset(_key(one) for one in catalogued() if one.id)


def _key(message: Message) -> str:
    return _forms(message.id)[0]


def _forms(text: object) -> tuple[str, ...]:
    return tuple(text) if isinstance(text, tuple | list) else (str(text),)


def _placeholders(text: str) -> set[str]:
    return set(_names(text))


def _names(text: str) -> Iterator[str]:
    for _literal, name, _spec, _conversion in string.Formatter().parse(text):
        if name is not None:
            yield name


def _edges(text: str) -> tuple[str, str]:
    """The blanks at its ends and a sentence's full stop: pages put texts together."""
    stop = "." if text.rstrip().endswith(".") and " " in text.strip() else ""
    return text[: len(text) - len(text.lstrip())], stop + text[len(text.rstrip()) :]
