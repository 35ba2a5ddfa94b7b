"""Who a caller is behind reverse proxies, and that nobody else can say so."""

from typing import Any

import pytest

from models.proxies import BehindProxies, networks

NEAR = "10.0.0.5, 172.16.0.0/12, fd00::/8"


async def seen(client: str, named: str = NEAR, kind: str = "http", **headers: str) -> tuple[str, str, str]:
    """(client, scheme, Host) as the service sees them."""
    held: dict[str, Any] = {}

    async def app(scope: Any, receive: Any, send: Any) -> None:
        held.update(scope)

    lines = [(b"host", b"inside:8000")]
    lines += [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    scope = {"type": kind, "client": (client, 40000), "scheme": "http", "headers": lines}
    await BehindProxies(app, named)(scope, _nothing, _nothing)  # type: ignore[arg-type]
    return held["client"][0], held["scheme"], dict(held["headers"])[b"host"].decode()


async def _nothing(*_: Any) -> None: ...


ALL = {"x_forwarded_for": "1.2.3.4", "x_forwarded_proto": "https", "x_forwarded_host": "chat.example"}


async def test_a_named_proxy_is_believed_and_nobody_else() -> None:
    believed = ("1.2.3.4", "https", "chat.example")
    assert await seen("10.0.0.5", **ALL) == believed
    assert await seen("172.20.0.1", **ALL) == believed
    assert await seen("::ffff:10.0.0.5", **ALL) == believed
    for stranger, named in (("10.0.0.6", NEAR), ("127.0.0.1", ""), ("127.0.0.1", NEAR), ("10.0.0.5", "")):
        assert await seen(stranger, named, **ALL) == (stranger, "http", "inside:8000")


@pytest.mark.parametrize(
    "chain, caller",
    [
        ("6.6.6.6, 1.2.3.4", "1.2.3.4"),  # the caller made up what stands before
        ("6.6.6.6, 1.2.3.4, 172.16.0.9", "1.2.3.4"),
        ("172.16.0.8, 172.16.0.9", "172.16.0.8"),
        ("1.2.3.4:5678", "1.2.3.4"),
        ("[2001:db8::1]:443", "2001:db8::1"),
        ("2001:db8::1", "2001:db8::1"),
        ("1.2.3.4, unknown", "10.0.0.5"),
        ("1.2.3.4, unknown, 172.16.0.9", "172.16.0.9"),
        ("", "10.0.0.5"),
    ],
)
async def test_the_caller_is_the_first_stranger_from_the_end(chain: str, caller: str) -> None:
    assert (await seen("10.0.0.5", x_forwarded_for=chain))[0] == caller


async def test_forwarded_counts_where_no_other_header_is() -> None:
    told = 'for=6.6.6.6, for="[2001:db8::1]:443";proto=https;host="chat.example"'
    assert await seen("10.0.0.5", forwarded=told) == ("2001:db8::1", "https", "chat.example")
    assert await seen("10.0.0.5", forwarded=told, x_forwarded_for="1.2.3.4") == ("1.2.3.4", "http", "inside:8000")
    assert await seen("6.6.6.6", forwarded=told) == ("6.6.6.6", "http", "inside:8000")


async def test_what_is_no_scheme_and_no_host_is_passed_over() -> None:
    odd = {"x_forwarded_for": "1.2.3.4", "x_forwarded_proto": "javascript", "x_forwarded_host": "evil/<script>"}
    assert await seen("10.0.0.5", **odd) == ("1.2.3.4", "http", "inside:8000")
    assert (await seen("10.0.0.5", kind="websocket", x_forwarded_proto="https"))[1] == "wss"


def test_a_name_is_refused_at_the_start() -> None:
    assert networks("") == [] and len(networks("10.0.0.5 fd00::/8")) == 2
    for wrong in ("proxy.example", "*", "10.0.0.5/8"):
        with pytest.raises(ValueError, match=r"\S"):
            networks(wrong)
