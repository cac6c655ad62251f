"""Owns what may change in a schema that was published: only what leaves every old line valid and its meaning the same.

Allowed: a new kind, a new field, a new optional key in an object, a new choice in a list, a wider limit, a further
alternative.
"""

from collections.abc import Iterator, Mapping
from typing import Any

_UPPER = ("maxLength", "maximum", "maxItems", "maxProperties")
_LOWER = ("minLength", "minimum", "minItems", "minProperties")
_ABSENT = object()


def changes(kinds: Mapping[str, Any], published: Mapping[str, Any]) -> Iterator[str]:
    """What was published and is now gone, narrower or of another meaning: `kind.field: what`."""
    for kind, old in published.items():
        if kind not in kinds:
            yield f"{kind}: was published and is gone"
            continue
        new = kinds[kind]
        for key in ("x-streams", "x-writers"):
            if not set(old[key]) <= set(new.get(key, ())):
                yield f"{kind}: {key} lost what was published"
        for field, declared in old["properties"].items():
            for fault in _field_changes(declared, new["properties"].get(field), old, new):
                yield f"{kind}.{field}: {fault}"


def _field_changes(
    old: Mapping[str, Any], new: Mapping[str, Any] | None, old_kind: Mapping[str, Any], new_kind: Mapping[str, Any]
) -> Iterator[str]:
    if new is None:
        yield "was published and is gone"
        return
    for key, meaning in (("x-merge", "merges in another way"), ("x-private", "travels in another part")):
        if old[key] != new.get(key):
            yield meaning
    was, now = (
        set(each.get("x-writers", kind.get("x-writers", ()))) for each, kind in ((old, old_kind), (new, new_kind))
    )
    if not was <= now:
        yield "x-writers lost what was published"
    if not is_wider(new, old):
        yield "is narrower than published, or of another type"


def is_wider(new: Any, old: Any) -> bool:
    """Whether every value of the old schema is one of the new, with the same meaning. Unsure means no."""
    if not isinstance(new, dict) or not isinstance(old, dict):
        return bool(new == old)
    if "anyOf" not in new:
        return all(_key_is_wider(key, new, old) for key in new.keys() | old.keys())
    # Beside alternatives nothing may stand that narrows them.
    alternatives = old.get("anyOf", [old])
    return all(key == "anyOf" or _is_for_readers(key) for key in new) and all(
        any(is_wider(wide, narrow) for wide in new["anyOf"]) for narrow in alternatives
    )


def _is_for_readers(key: str) -> bool:
    """Whether a key says nothing of values; what x- keys say is judged by itself."""
    return key in ("title", "description") or key.startswith("x-")


def _key_is_wider(key: str, new: Mapping[str, Any], old: Mapping[str, Any]) -> bool:
    now, was = new.get(key, _ABSENT), old.get(key, _ABSENT)
    if _is_for_readers(key) or now == was:
        return True
    if key in _UPPER:
        return now is _ABSENT or (was is not _ABSENT and now > was)
    if key in _LOWER:
        return now is _ABSENT or (was is not _ABSENT and now < was)
    if key == "enum" and _ABSENT not in (now, was):
        return all(choice in now for choice in was)
    if key == "properties" and _ABSENT not in (now, was):
        return all(name in now and is_wider(now[name], was[name]) for name in was)
    if key in ("items", "additionalProperties", "propertyNames"):
        return isinstance(now, dict) and isinstance(was, dict) and is_wider(now, was)
    return False  # type, required, pattern and whatever else: a reader relies on it
