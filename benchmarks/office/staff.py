"""Members of staff at `/v1`."""

import uuid
from typing import Any

from benchmarks.journey import Web


class Refused(Exception):
    """The API said no. `code`: why."""

    def __init__(self, what: str, status: int, body: Any) -> None:
        super().__init__(f"{what}: {status} {body}"[:600])
        self.code = body.get("code", "") if isinstance(body, dict) else ""


class Staff:
    """One of them: every call has a key, each move the version that was read."""

    def __init__(self, web: Web, login: str, token: str) -> None:
        self._web, self.login, self._token = web, login, token

    @classmethod
    async def log_in(cls, web: Web, login: str, password: str) -> "Staff":
        token = await web.good("POST", "/v1/token", data={"username": login, "password": password})
        return cls(web, login, token["access_token"])

    async def ask(self, method: str, path: str, **more: Any) -> Any:
        headers = {"Idempotency-Key": uuid.uuid4().hex, **more.pop("headers", {})}
        status, body, _ = await self._web.call(method, path, self._token, headers=headers, **more)
        if status >= 400:
            raise Refused(f"{method} {path}", status, body)
        return body

    async def case(self, number: str) -> Any:
        return await self.ask("GET", f"/v1/cases/{number}")

    async def act(self, number: str, path: str, body: dict[str, Any]) -> Any:
        version = (await self.case(number))["version"]
        headers = {"If-Match": f'"{version}"'}
        return await self.ask("POST", f"/v1/cases/{number}/{path}", json=body, headers=headers)

    async def waits(self, number: str, *kinds: str) -> bool:
        """Whether something of these kinds on the case is on their Today."""
        cursor: str | None = None
        while True:
            more = {"cursor": cursor} if cursor else {}
            page = await self.ask("GET", "/v1/today/waiting", params={"limit": "200", **more})
            if any(w["case_no"] == number and w["kind"] in kinds for w in page["items"]):
                return True
            cursor = page["next"]
            if cursor is None:
                return False
