"""What the answers that are made of JSON have in common."""

from __future__ import annotations

from . import _mailmend, _words

# `typing` and `json` take longer to import than all of mailmend.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, ClassVar


class Frozen:
    """An answer, or a part of one: read-only, equal to what holds the same, and pickled as JSON."""

    __slots__ = ("_raw",)
    _raw: dict[str, Any]

    _keys: ClassVar[tuple[str, ...]] = ()
    """The names in JSON, in the order of the slots."""
    _made: ClassVar[dict[str, str]] = {}
    """What the values are made into, where they are no plain values."""

    _lists: ClassVar[tuple[str, ...]] = ()
    """The lists that JSON leaves out where they are empty."""

    __match_args__: ClassVar[tuple[str, ...]] = ()

    def __init_subclass__(cls) -> None:
        cls.__match_args__ = tuple(cls.__slots__)  # type: ignore[misc]

    def __init__(self, raw: dict[str, Any]) -> None:
        put = object.__setattr__
        put(self, "_raw", raw)
        for slot, key in zip(self.__slots__, self._keys):
            value = raw.get(key, () if key in self._lists else None)
            put(self, slot, _value(value, self._made.get(key)))

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"{type(self).__name__} is read-only")

    def __delattr__(self, name: str) -> None:
        raise AttributeError(f"{type(self).__name__} is read-only")

    def __eq__(self, other: object) -> bool:
        return self._raw == other._raw if type(other) is type(self) and isinstance(other, Frozen) else NotImplemented

    def __hash__(self) -> int:
        return hash((type(self).__name__, self.to_json()))

    def __repr__(self) -> str:
        fields = ", ".join(f"{slot}={getattr(self, slot)!r}" for slot in self.__slots__ if slot != "schema")
        return f"<{type(self).__name__} {fields}>"

    def __reduce__(self) -> tuple[Any, ...]:
        return restore, (type(self).__name__, self.to_json())

    def to_dict(self) -> dict[str, Any]:
        """The same as plain dicts and lists, as JSON has it."""
        import json

        return json.loads(self.to_json())  # type: ignore[no-any-return]

    def to_json(self) -> str:
        """The same as JSON, the same bytes in every language."""
        import json

        return json.dumps(self._raw, ensure_ascii=False, separators=(",", ":"))


def _value(raw: Any, made: str | None) -> Any:
    """`raw` as the object that it stands for."""
    if isinstance(raw, (list, tuple)):
        return tuple(_value(item, made) for item in raw)
    if raw is None or made is None:
        return raw
    if isinstance(raw, str):
        words = getattr(_words, made, None)
        return words._value2member_map_.get(raw, raw) if words else raw
    if not isinstance(raw, dict):
        return raw
    native = getattr(_mailmend, made, None)
    if native is not None:
        import json

        return _mailmend._restore(native, json.dumps(raw))
    return restore(made, raw)


def restore(name: str, raw: str | dict[str, Any]) -> Any:
    """Makes an object of a class of `_reports` from its JSON."""
    import json

    from . import _reports

    value = json.loads(raw) if isinstance(raw, str) else raw
    return getattr(_reports, name)(value)
