"""Cases a second by POST /v1/cases, beside a bare FastAPI route with one INSERT, both on PostgreSQL with fsync."""

import itertools
from typing import Any

import aiohttp

from benchmarks.bench.ground import TOKEN, Ground, apis, bare, filled, good, http, matter
from benchmarks.bench.measure import Figures, Load, Run, compared, in_turns, load, told

CLIENTS = 8
_numbers = itertools.count(1)


async def file(session: aiohttp.ClientSession, url: str) -> Any:
    """A matter of a chat that never wrote before."""
    n = str(next(_numbers))
    headers = {"Idempotency-Key": f"bench-{n:>08}".replace(" ", "0")}
    return await good(session.post(f"{url}/v1/cases", json=matter(n), headers=headers))


async def create(ground: Ground) -> Figures:
    """`clients_1`, `clients_8` with one api process, `apis_2` with two; `sqlite` with eight clients, beside nothing."""
    async with http(TOKEN) as session, http() as plain:

        def here(urls: list[str], clients: int) -> Load:
            return lambda: load(lambda n: file(session, urls[n % len(urls)]), clients, ground.seconds)

        def there(url: str, clients: int) -> Load:
            async def one(n: int) -> None:
                await good(plain.post(f"{url}/cases", json=matter(str(n))))

            return lambda: load(one, clients, ground.seconds)

        with filled(ground, "postgresql") as (home, url):
            assert url is not None
            async with apis(home, url, 2) as services, bare("insert", url.replace("+asyncpg", "")) as beside:
                urls = [s.url for s in services]
                for one in (here(urls, 2), there(beside.url, 2)):
                    await one()  # the first calls make the pools
                done: dict[str, list[Run]] = await in_turns(
                    ground.runs,
                    here_1=here(urls[:1], 1),
                    beside_1=there(beside.url, 1),
                    here_8=here(urls[:1], CLIENTS),
                    beside_8=there(beside.url, CLIENTS),
                    two=here(urls, CLIENTS),
                )
        with filled(ground, "sqlite") as (home, _):
            async with apis(home, None) as services:
                small = await in_turns(ground.runs, here=here([services[0].url], CLIENTS))
    return {
        "clients_1": compared(done, "here_1", "beside_1"),
        "clients_8": compared(done, "here_8", "beside_8"),
        "apis_2": compared(done, "two", "beside_8"),
        "sqlite": told(small["here"]),
    }
