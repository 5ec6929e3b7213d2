"""The look-ups that `domain`, `dmarc_policy`, `check_host` and `spf_tree` of `mailmend` ask for, done with dnspython.

>>> report = domain("example.com")          # doctest: +SKIP
>>> report = await domain_async("example.com")  # doctest: +SKIP

Needs the extra: `pip install mailmend[dns]`. Policy files of MTA-STS are fetched by the function you give as `fetch`;
without one they count as a time-out, which the report says.
"""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import dns.asyncresolver
import dns.exception
import dns.resolver

from . import _calls

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable

    from ._reports import CheckHostReport, DmarcPolicyReport, DomainReport, Lookup, SpfTreeReport

__all__ = [
    "check_host",
    "check_host_async",
    "dmarc_policy",
    "dmarc_policy_async",
    "domain",
    "domain_async",
    "spf_tree",
    "spf_tree_async",
]

# The core asks for less and less; a bound all the same, should a zone lead on for ever.
ROUNDS = 32
AT_ONCE = 8


def domain(
    name: str,
    *,
    resolver: dns.resolver.Resolver | None = None,
    fetch: Callable[[str], str | None] | None = None,
    **how: Any,
) -> DomainReport:
    """Check all mail records of a domain. `how` goes to `mailmend.domain`: `selectors`, `ips`, `level`."""
    return _drive(_calls.domain, name, resolver, fetch, how)  # type: ignore[no-any-return]


def dmarc_policy(
    name: str,
    *,
    resolver: dns.resolver.Resolver | None = None,
    fetch: Callable[[str], str | None] | None = None,
    **how: Any,
) -> DmarcPolicyReport:
    """Tell how receivers treat mail from a domain. `how` goes to `mailmend.dmarc_policy`: `spf`, `dkim`."""
    return _drive(_calls.dmarc_policy, name, resolver, fetch, how)  # type: ignore[no-any-return]


def check_host(ip: str, *, resolver: dns.resolver.Resolver | None = None, **how: Any) -> CheckHostReport:
    """Tell what SPF says of a client. `how` goes to `mailmend.check_host`: `sender`, `helo`, `domain`."""
    return _drive(_calls.check_host, ip, resolver, None, how)  # type: ignore[no-any-return]


def spf_tree(name: str, *, resolver: dns.resolver.Resolver | None = None, **how: Any) -> SpfTreeReport:
    """Show a domain's SPF record with all that it includes. `how` goes to `mailmend.spf_tree`: `record`, `flatten`."""
    return _drive(_calls.spf_tree, name, resolver, None, how)  # type: ignore[no-any-return]


async def check_host_async(
    ip: str, *, resolver: dns.asyncresolver.Resolver | None = None, **how: Any
) -> CheckHostReport:
    """The same as `check_host`, without blocking."""
    return await _drive_async(_calls.check_host, ip, resolver, None, how)  # type: ignore[no-any-return]


async def spf_tree_async(
    name: str, *, resolver: dns.asyncresolver.Resolver | None = None, **how: Any
) -> SpfTreeReport:
    """The same as `spf_tree`, without blocking."""
    return await _drive_async(_calls.spf_tree, name, resolver, None, how)  # type: ignore[no-any-return]


async def domain_async(
    name: str,
    *,
    resolver: dns.asyncresolver.Resolver | None = None,
    fetch: Callable[[str], Awaitable[str | None]] | None = None,
    **how: Any,
) -> DomainReport:
    """The same as `domain`, without blocking."""
    return await _drive_async(_calls.domain, name, resolver, fetch, how)  # type: ignore[no-any-return]


async def dmarc_policy_async(
    name: str,
    *,
    resolver: dns.asyncresolver.Resolver | None = None,
    fetch: Callable[[str], Awaitable[str | None]] | None = None,
    **how: Any,
) -> DmarcPolicyReport:
    """The same as `dmarc_policy`, without blocking."""
    return await _drive_async(_calls.dmarc_policy, name, resolver, fetch, how)  # type: ignore[no-any-return]


def _drive(call: Any, name: str, resolver: Any, fetch: Any, how: dict[str, Any]) -> Any:
    resolver = resolver or dns.resolver.Resolver()

    def look_up(lookup: Lookup) -> dict[str, Any]:
        if lookup.type == FILE:
            return _file(lookup, fetch(lookup.name) if fetch else None)
        try:
            return _answer(lookup, resolver.resolve(lookup.name, str(lookup.type), search=False))
        except dns.exception.DNSException as error:
            return _failed(lookup, error)

    answers: list[dict[str, Any]] = []
    report = call(name, **how)
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for _ in range(ROUNDS):
            wanted = _new(report.needs, answers)
            if not wanted:
                break
            answers += pool.map(look_up, wanted)
            report = call(name, answers=answers, **how)
    return report


async def _drive_async(call: Any, name: str, resolver: Any, fetch: Any, how: dict[str, Any]) -> Any:
    resolver = resolver or dns.asyncresolver.Resolver()
    slots = asyncio.Semaphore(AT_ONCE)

    async def look_up(lookup: Lookup) -> dict[str, Any]:
        async with slots:
            if lookup.type == FILE:
                return _file(lookup, await fetch(lookup.name) if fetch else None)
            try:
                return _answer(lookup, await resolver.resolve(lookup.name, str(lookup.type), search=False))
            except dns.exception.DNSException as error:
                return _failed(lookup, error)

    answers: list[dict[str, Any]] = []
    report = call(name, **how)
    for _ in range(ROUNDS):
        wanted = _new(report.needs, answers)
        if not wanted:
            break
        answers += await asyncio.gather(*map(look_up, wanted))
        report = call(name, answers=answers, **how)
    return report


FILE = "MTA-STS-POLICY"


def _new(needs: Iterable[Lookup], answers: list[dict[str, Any]]) -> list[Lookup]:
    """The look-ups that were not made yet."""
    made = {(answer["name"], answer["type"]) for answer in answers}
    return [lookup for lookup in needs if (lookup.name, str(lookup.type)) not in made]


def _answer(lookup: Lookup, answer: Iterable[Any]) -> dict[str, Any]:
    return {"name": lookup.name, "type": str(lookup.type), "records": [_record(data) for data in answer]}


def _record(data: Any) -> Any:
    """A record as the core reads it."""
    if hasattr(data, "strings"):
        return [string.decode("utf-8", "replace") for string in data.strings]
    if hasattr(data, "exchange"):
        return [data.preference, data.exchange.to_text(omit_final_dot=True)]
    if hasattr(data, "address"):
        return data.address
    return data.target.to_text(omit_final_dot=True)


def _failed(lookup: Lookup, error: dns.exception.DNSException) -> dict[str, Any]:
    statuses = ((dns.resolver.NXDOMAIN, "nxdomain"), (dns.resolver.NoAnswer, "nodata"), (dns.exception.Timeout, "timeout"))
    status = next((status for kind, status in statuses if isinstance(error, kind)), "servfail")
    return {"name": lookup.name, "type": str(lookup.type), "status": status}


def _file(lookup: Lookup, text: str | None) -> dict[str, Any]:
    answer = {"name": lookup.name, "type": str(lookup.type)}
    return {**answer, "status": "timeout"} if text is None else {**answer, "records": [text]}
