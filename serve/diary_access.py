"""Whose windows may a visitor touch? A caseworker closes her own, a leader withdraws those of whom she reaches."""

from sagstyngde.case import CaseworkerId
from sagstyngde.caseworker import Caseworker
from sagstyngde.diary import DiaryWindow, WindowId
from sagstyngde.errors import NotAllowed
from serve.work import Work, unseen
from storage.diary import find_window


def own_id(work: Work) -> CaseworkerId:
    """Return which caseworker the visitor is.

    Raises:
        NotAllowed: none on the staff list.

    """
    whom = work.visit.principal.caseworker_id
    if whom is None:
        raise NotAllowed(
            english="your log-in is linked to no caseworker of the staff list",
            danish="dit log-ind er ikke knyttet til en sagsbehandler på medarbejderlisten",
        )
    return whom


def own_window(work: Work, window_id: WindowId) -> tuple[DiaryWindow, Caseworker]:
    """Return a window of the visitor's, and who she is on its last day; her row is held.

    Raises:
        Unseen: there is no such window, or it is not hers.

    """
    window = find_window(work.connection, window_id)
    if window is None or window.caseworker_id != own_id(work):
        raise unseen()
    who = work.caseworker(window.caseworker_id, lock=True).on(window.ends_on)
    return find_window(work.connection, window_id) or window, who


def window_within(work: Work, window_id: WindowId) -> DiaryWindow:
    """Return a window of a caseworker within reach, her row held.

    Raises:
        Unseen: there is no such window, or none within reach.

    """
    window = find_window(work.connection, window_id)
    if window is None:
        raise unseen()
    work.caseworker(window.caseworker_id, lock=True)
    return find_window(work.connection, window_id) or window
