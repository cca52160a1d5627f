"""Rules of a year that ask for more than the demonstration's plan has, for the tests of what it lacks."""

from __future__ import annotations

from dataclasses import replace

from app.classes import classes
from app.file.session import Session
from app.rules import profiles, shipped


def ask_leaders(session: Session, percent: int) -> None:
    """Let a new version of the rules, and a class approved under it, ask this share of a semester of leaders."""
    newest = session.read(profiles.get, session.read(profiles.newest, shipped.DEFAULT))
    shares = [
        replace(one, minimum_percent=percent) if one.scope == "semester" else one
        for one in newest.shares
    ]
    new = session.run(profiles.save(replace(newest, shares=tuple(shares)))).value
    one = next(c for c in session.read(classes.all) if c.status == "approved")
    session.run(classes.reopen(one.id))
    session.run(classes.update(one.id, {"profile_id": new}))
    session.run(classes.approve(one.id))
