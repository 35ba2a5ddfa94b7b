"""Reverse proxies: forwarded headers are believed from the addresses named in HUIYIN_PROXIES, and from nobody else.

An ASGI middleware. Behind it `client`, `scheme` and the header `Host` are those of the browser, so nothing else has to
know of proxies: rate limits by address, the Secure mark of cookies and absolute addresses come out right.
"""

import re
from collections.abc import Awaitable, Callable, MutableMapping
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Annotated, Any

import structlog
from pydantic import AfterValidator

log = structlog.get_logger("proxies")
Scope = MutableMapping[str, Any]
Asgi = Callable[[Scope, Callable[..., Awaitable[Any]], Callable[..., Awaitable[Any]]], Awaitable[None]]
_Network = IPv4Network | IPv6Network
_HOST = re.compile(r"(?:[A-Za-z0-9.-]{1,253}|\[[0-9A-Fa-f:.]{2,45}\])(?::\d{1,5})?")
_WITH_PORT = re.compile(r"\[(.+)\](?::\d+)?|([^:]+)(?::\d+)?")
_FORWARDED = re.compile(r'(for|proto|host)\s*=\s*(?:"([^"]*)"|([^;,\s]*))', re.I)


def networks(named: str) -> list[_Network]:
    """`10.0.0.5, 172.16.0.0/12`: addresses and networks. Raises ValueError for anything else."""
    return [ip_network(part) for part in re.split(r"[,\s]+", named) if part]


def _checked(named: str) -> str:
    networks(named)
    return named


ProxyList = Annotated[str, AfterValidator(_checked)]


class BehindProxies:
    """Wraps `app`. `X-Forwarded-For`, `-Proto` and `-Host` go before `Forwarded` (RFC 7239), which only counts where a
    proxy sends none of them: a browser may have made up what its proxy merely passes on."""

    def __init__(self, app: Asgi, named: str) -> None:
        self._app, self._named, self._warned = app, networks(named), False

    async def __call__(self, scope: Scope, receive: Callable[..., Any], send: Callable[..., Any]) -> None:
        if scope["type"] in ("http", "websocket") and (said := _said(scope)):
            if self._believed((scope.get("client") or ("",))[0]):
                scope = self._as_the_browser_sent_it(scope, said)
            elif not self._warned:
                self._warned = True
                log.warning("forwarded headers of an address that HUIYIN_PROXIES does not name", client=scope["client"])
        await self._app(scope, receive, send)

    def _believed(self, host: str) -> bool:
        address = _address(host)
        return address is not None and any(address in network for network in self._named)

    def _as_the_browser_sent_it(self, scope: Scope, said: dict[str, list[str]]) -> Scope:
        scope = dict(scope)
        scope["client"] = (self._nearest_stranger(scope["client"][0], said.get("for", [])), 0)
        if (proto := said.get("proto", [""])[-1].lower()) in ("http", "https"):
            scope["scheme"] = {"http": "ws", "https": "wss"}[proto] if scope["type"] == "websocket" else proto
        if _HOST.fullmatch(host := said.get("host", [""])[-1]):
            others = [(name, value) for name, value in scope["headers"] if name != b"host"]
            scope["headers"] = [(b"host", host.encode()), *others]
        return scope

    def _nearest_stranger(self, host: str, chain: list[str]) -> str:
        """Backwards through the proxies that are named: what stands before the first stranger may be made up."""
        for given in reversed(chain):
            address = _address(given)
            if address is None:
                break
            host = str(address)
            if not self._believed(host):
                break
        return host


def _said(scope: Scope) -> dict[str, list[str]]:
    """{"for", "proto", "host": what is said of each, the nearest proxy's word last}."""
    held: dict[bytes, list[str]] = {}
    for name, value in scope["headers"]:
        if name.startswith((b"x-forwarded-", b"forwarded")):
            held.setdefault(name, []).append(value.decode("latin-1"))
    kinds = ("for", "proto", "host")
    if said := {kind: _listed(held[name]) for kind in kinds if (name := f"x-forwarded-{kind}".encode()) in held}:
        return said
    pairs = [
        (kind.lower(), quoted or bare)
        for kind, quoted, bare in _FORWARDED.findall(",".join(held.get(b"forwarded", [])))
    ]
    return {kind: found for kind in kinds if (found := [value for name, value in pairs if name == kind])}


def _listed(lines: list[str]) -> list[str]:
    return [part.strip() for part in ",".join(lines).split(",")]


def _address(given: str) -> IPv4Address | IPv6Address | None:
    """Of `1.2.3.4`, `1.2.3.4:80`, `[::1]:80`, `::1`; None for `unknown` and whatever else is no address."""
    found = _WITH_PORT.fullmatch(given)
    try:
        address = ip_address((found[1] or found[2]) if found else given)
    except ValueError:
        return None
    return (address.ipv4_mapped or address) if isinstance(address, IPv6Address) else address
