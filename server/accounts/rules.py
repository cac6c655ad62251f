"""Who may call what. Every view carries one named rule; it enforces, and marks the view so that a test finds it.

A caller is known by an installation's token (`Authorization: Bearer …`) or by a signed-in session; a session that
changes something must also show its CSRF token, because a browser sends cookies on any page's behalf.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from flask import g, request
from flask_security import current_user

from ..errors import Refusal
from ..extensions import csrf, db
from ..glance import glance
from .callers import Caller, caller
from .models import User

View = TypeVar("View", bound=Callable[..., Any])
STAFF = frozenset({"staff", "approver", "administrator"})
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


@dataclass(frozen=True, slots=True)
class Actor:
    """The caller: an account, and the installation whose token was shown (None: a session).

    `last_seen` and `report` are of that installation's row (`Installation`), read with the token.
    """

    account: str
    user_id: int
    name: str
    office: str
    roles: frozenset[str]
    installation: str | None
    revoked: bool
    last_seen: str | None = None
    report: str | None = None


def _anyone(_actor: Actor | None) -> None:
    return


def _session(actor: Actor | None) -> None:
    if actor is None or actor.installation is not None:
        raise Refusal("not_signed_in")


def _exchange(actor: Actor | None) -> None:
    """Any installation ever enrolled: a revoked one still delivers, into quarantine."""
    if actor is None or actor.installation is None:
        raise Refusal("not_enrolled")


def _installation(actor: Actor | None) -> None:
    _exchange(actor)
    if actor is None or actor.revoked:
        raise Refusal("not_enrolled")


def _one_of(*roles: str) -> Callable[[Actor | None], None]:
    def check(actor: Actor | None) -> None:
        if actor is None:
            raise Refusal("not_signed_in")
        if actor.revoked:
            raise Refusal("not_enrolled")
        if actor.roles.isdisjoint(roles):
            raise Refusal("not_allowed")

    return check


RULES: dict[str, Callable[[Actor | None], None]] = {
    "public": _anyone,
    "session": _session,
    "exchange": _exchange,
    "installation": _installation,
    "member": _one_of("officer", *STAFF),
    "staff": _one_of(*STAFF),
    "approver": _one_of("approver"),
    "administrator": _one_of("administrator"),
}


def rule(name: str) -> Callable[[View], View]:
    """Guard a view by the rule called `name` (a key of RULES) and mark it with `auth_rule`."""
    check = RULES[name]

    def decorate(view: View) -> View:
        @functools.wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> Any:
            if check is not _anyone:
                found = actor()
                check(found)
                if found is not None and found.installation is None:
                    require_csrf()
            return view(*args, **kwargs)

        guarded.auth_rule = name  # type: ignore[attr-defined]  # the mark the URL-map test reads
        return guarded  # type: ignore[return-value]  # wraps keeps the view's own signature

    return decorate


def actor() -> Actor | None:
    """The caller of this request, found once."""
    if "actor" not in g:
        g.actor = _by_token() or _by_session()
    found: Actor | None = g.actor
    return found


def the_actor() -> Actor:
    """The caller, behind a rule that has made sure there is one."""
    found = actor()
    if found is None:
        raise Refusal("not_signed_in")
    return found


def require_csrf() -> None:
    """A session that changes something shows its token (X-CSRFToken); raises CSRFError."""
    if request.method not in SAFE_METHODS:
        csrf.protect()


def _by_token() -> Actor | None:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        return None
    with glance(db.engine) as ask:
        found = caller(token.strip(), ask)
    if found is None:
        raise Refusal("not_enrolled")
    return actor_of(found)


def actor_of(found: Caller) -> Actor:
    """An installation as a caller."""
    return Actor(
        account=found.account,
        user_id=found.user_id,
        name=found.name,
        office=found.office,
        roles=found.roles,
        installation=found.installation,
        revoked=not found.active or found.revoked_at is not None,
        last_seen=found.last_seen,
        report=found.report,
    )


def _by_session() -> Actor | None:
    if not current_user.is_authenticated:
        return None
    user: User = current_user
    return Actor(
        account=user.pseudonym,
        user_id=user.id,
        name=user.name,
        office=user.office,
        roles=frozenset(role.name for role in user.roles),
        installation=None,
        revoked=not user.active,
    )
