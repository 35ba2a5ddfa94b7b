"""`telemelya`, an emulator of the Bot API that others wrote: a process of its own, on a Redis and an S3."""

import os
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from tests.sockets import a_free_port

ROOT = Path(__file__).parents[2]
BIN = ROOT / ".venv-telemelya" / "bin"
SECONDS = 60


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=2) as answer:
            return bool(answer.status < 500)
    except OSError:
        return False


def _started(command: list[str], url: str, log: Path, **environment: str) -> subprocess.Popen[bytes]:
    with log.open("wb") as out:
        process = subprocess.Popen(
            command, env=os.environ | environment, stdout=out, stderr=subprocess.STDOUT, cwd=log.parent
        )
    end = time.monotonic() + SECONDS
    while not _answers(url):
        assert process.poll() is None and time.monotonic() < end, log.read_text()[-3000:]
        time.sleep(0.1)
    return process


@pytest.fixture(scope="session")
def telemelya_url(redis_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    if not (BIN.parent / ".done").exists():
        subprocess.run(["make", ".venv-telemelya/.done"], cwd=ROOT, check=True)
    home = tmp_path_factory.mktemp("telemelya")
    store, port = a_free_port(), a_free_port()
    s3 = f"http://127.0.0.1:{store}/"
    processes = [_started([str(BIN / "moto_server"), "-H", "127.0.0.1", "-p", str(store)], s3, home / "moto.log")]
    try:
        settings = {
            "MOCK_SERVER_HOST": "127.0.0.1",
            "MOCK_SERVER_PORT": str(port),
            "REDIS_URL": redis_url.removesuffix("/0") + "/7",
            "MINIO_ENDPOINT": f"127.0.0.1:{store}",
            "STRICT_EDIT": "true",
        }
        url = f"http://127.0.0.1:{port}"
        processes.append(_started([str(BIN / "telemelya-server")], f"{url}/", home / "telemelya.log", **settings))
        yield url
    finally:
        for process in processes:
            process.terminate()
            process.wait(15)


class Emulated:
    """A person in the emulator: says and presses, sees what the bot sent."""

    def __init__(self, http: aiohttp.ClientSession, url: str, token: str, chat: int) -> None:
        self._http, self._url, self._token, self.chat = http, url, token, chat
        self._headers = {"Authorization": "Bearer any", "X-Test-Session": f"s{chat}"}

    async def does(self, **what: Any) -> None:
        url = f"{self._url}/api/v1/test/send_update"
        body = {"chat_id": self.chat, **what}
        async with self._http.post(url, params={"bot_token": self._token}, json=body, headers=self._headers) as answer:
            held = await answer.json()
        assert held.get("delivery", {}).get("status_code") == 200, held

    async def upload(self, content: bytes) -> str:
        form = aiohttp.FormData()
        form.add_field("file", content, filename="p.jpg", content_type="image/jpeg")
        url = f"{self._url}/api/v1/test/upload_media"
        async with self._http.post(url, data=form, headers=self._headers) as answer:
            return str((await answer.json())["file_id"])

    async def responses(self, method: str = "sendMessage") -> list[dict[str, Any]]:
        async with self._http.get(f"{self._url}/api/v1/test/responses", headers=self._headers) as answer:
            return [r for r in (await answer.json())["responses"] if r["method"] == method]
