"""Where one was in a school when it was left: on the same day it opens there again."""

from __future__ import annotations

from ui.context import Context
from ui.page_register import HOME, NOT_REOPENED, PAGES


def of(context: Context) -> tuple[str, dict[str, object]]:
    """Return the page where one was today, and its arguments; a day begins with what there is to do."""
    place = context.settings.places.get(_key(context), [])
    if len(place) == 3 and place[0] in PAGES and place[2] == context.today().isoformat():
        return place[0], place[1]
    return HOME, {}


def keep(context: Context, page: str, args: dict[str, object]) -> None:
    """Note in the settings where one is, unless one does not begin there."""
    if page not in NOT_REOPENED:
        context.settings.places[_key(context)] = [page, args, context.today().isoformat()]


def _key(context: Context) -> str:
    return str(context.session.path.resolve())
