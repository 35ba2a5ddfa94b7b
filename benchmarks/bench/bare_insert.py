"""The plainest thing that files a matter: a FastAPI route with one INSERT by asyncpg.

python -m benchmarks.bench.bare_insert PORT postgresql://…
"""

import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg
import uvicorn
from fastapi import FastAPI
from pydantic import BaseModel


class Matter(BaseModel):
    parts: list[dict[str, str]]
    consent: str
    kind: str
    resident: dict[str, str]


def insert(url: str) -> FastAPI:
    """POST /cases: one row in a transaction of its own."""

    @asynccontextmanager
    async def life(app: FastAPI) -> AsyncIterator[None]:
        app.state.pool = await asyncpg.create_pool(url, min_size=1, max_size=10)
        await app.state.pool.execute(
            "create table if not exists bare (id bigserial primary key, words text, chat text, kind text, "
            "at timestamptz default clock_timestamp())"
        )
        yield
        await app.state.pool.close()

    app = FastAPI(lifespan=life)

    @app.post("/cases", status_code=201)
    async def create(given: Matter) -> dict[str, int]:
        statement = "insert into bare (words, chat, kind) values ($1, $2, $3) returning id"
        words = given.parts[0]["text"]
        return {"id": await app.state.pool.fetchval(statement, words, given.resident["address"], given.kind)}

    @app.get("/healthz")
    async def healthz() -> dict[str, str]:
        return {"status": "ok"}

    return app


if __name__ == "__main__":
    app = insert(sys.argv[2])
    uvicorn.run(app, host="127.0.0.1", port=int(sys.argv[1]), log_level="error", access_log=False, loop="uvloop")
