"""How does a page become HTML? Jinja2, everything escaped; a template that names what is not there is an error."""

from collections.abc import Iterator, Mapping
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from sagstyngde.errors import Language
from serve import wording, written
from serve.access.person import MENU, entry_at, roles_of, signed_in_as
from serve.current import current_of
from serve.help_texts import help_at
from serve.language import _, in_danish, is_english, language, ngettext, said

HERE = Path(__file__).parent
STATIC = HERE / "static"


def page(request: Request, template: str, context: Mapping[str, Any], *, status: int = 200) -> HTMLResponse:
    """Render a whole page; the header says who is signed in, the footer what is spoken of and what allows it."""
    person, path, current = signed_in_as(request), request.url.path, current_of(request)
    menu = person.menu if person else MENU
    around = {
        "assessor": current.assessor,
        "house": current.house,
        "path": path,
        "other_language": None if status >= 400 else _other_language(request),  # a refusal echoes no address
        "person": person,
        "menu": menu,
        "menu_entry": entry_at(menu, path),
        "invented": request.app.state.scheme.synthetic,
        "page_help": help_at(path),
        "roles": roles_of(request),
    }
    return HTMLResponse(rendered(template, around | dict(context)), status)


def rendered(template: str, context: Mapping[str, Any]) -> str:
    """Return a template's text, all that is filled in escaped."""
    return _templates().get_template(template).render(**context)


def fragment(template: str, **context: Any) -> Markup:
    """Render a part of a page."""
    return Markup(_templates().get_template(template).render(**context))  # noqa: S704  the template has escaped it


def _other_language(request: Request) -> str | None:
    """Return the address that shows this page in the other language; none where what was typed would be lost."""
    if request.method != "GET":
        return None
    other = Language.DANISH if is_english() else Language.ENGLISH
    here = f"{request.url.path}?{request.url.query}".removesuffix("?")
    return f"/sprog?{urlencode({'sprog': other.value, 'til': here})}"


def compiled() -> Iterator[str]:
    """Compile every template, one at a time; yield each one's name when it is done."""
    environment = _templates()
    for name in environment.list_templates():
        environment.get_template(name)
        yield name


@cache
def static_url(path: str) -> str:
    """Return a static file's address with its content's hash: kept for ever, since a new file is a new address."""
    file = STATIC / path
    mark = sha256(file.read_bytes()).hexdigest()[:12] if file.is_file() else "missing"
    return f"/static/{path}?v={mark}"


@cache
def _templates() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.install_gettext_callables(_, ngettext, newstyle=False)  # type: ignore[attr-defined]  # of the extension
    environment.filters.update(
        number=written.number,
        signed=written.signed,
        hours=written.hours,
        inside=written.inside,
        day=written.day,
        clock=written.clock,
        listing=written.listing,
        percent=written.percent,
        period=written.period,
        share=wording.share_text,
        chance=wording.chance_text,
        unbroken=wording.unbroken,
        said=said,
        category_name=wording.category_name,
    )
    environment.globals.update(
        static=static_url, count=written.count, pairs=_pairs, language=language, in_danish=in_danish
    )
    return environment


def _pairs(options: Mapping[Any, str]) -> list[tuple[str, str]]:
    """Return an enum's words as a list of choices: what is sent, and what is shown."""
    return [(option.value, _(text)) for option, text in options.items()]
