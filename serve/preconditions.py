"""Which version of a record has the sender read? Said in ``If-Match``; without it nothing is changed."""

import re
from typing import Annotated

from fastapi import Depends, Header, Request

from sagstyngde.errors import VersionDiffers, VersionMissing

_STRONG = re.compile(r'"(0|[1-9][0-9]{0,8})"', re.ASCII)  # 0: nothing stored yet, where there can be a first


def expected_version(
    request: Request,
    if_match: Annotated[  # noqa: ARG001  told here for OpenAPI; read below, where a header sent twice shows
        str | None, Header(description='ETag af den udgave, du har læst, for eksempel "3".', examples=['"3"'])
    ] = None,
) -> int:
    """Return the version a request is based on.

    Raises:
        VersionMissing: the request does not say.
        VersionDiffers: what it says is no version of ours: ``*``, a weak tag, several, or something else.

    """
    given = request.headers.getlist("if-match")
    if not given:
        raise VersionMissing(
            english="say in If-Match which version you have read: its ETag",
            danish="angiv i If-Match, hvilken udgave du har læst: dens ETag",
        )
    found = _STRONG.fullmatch(given[0]) if len(given) == 1 else None
    if found is None:
        raise VersionDiffers(
            english='If-Match must hold one strong ETag as it was read, such as "3"',
            danish='If-Match skal indeholde én stærk ETag, som den blev læst, for eksempel "3"',
        )
    return int(found[1])


def require(version: int, expected: int) -> None:
    """Go on only where a record is still at the version that was read.

    Raises:
        VersionDiffers: somebody has changed it since.

    """
    if version != expected:
        raise VersionDiffers(
            english="the record has changed since you read it; read it again, and change it from there",
            danish="oplysningerne er ændret, siden du læste dem; læs dem igen, og ret derfra",
        )


Expected = Annotated[int, Depends(expected_version)]
