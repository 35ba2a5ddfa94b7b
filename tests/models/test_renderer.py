"""Worker processes: what they say of a file that cannot be drawn, and what happens to the others when one dies."""

import asyncio
import os
import signal
import sys
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from PIL import Image

from models.renditions import NotDrawn, Renderer, RendererDown
from tests import samples
from tests.held import held_by


async def pieces(raw: bytes) -> AsyncIterator[bytes]:
    for at in range(0, len(raw), 65536):
        yield raw[at : at + 65536]


@pytest.mark.parametrize(
    ("kind", "raw", "why"),
    [
        pytest.param("image/jpeg", samples.jpeg()[:200], "broken", id="jpeg"),
        pytest.param("image/heic", samples.heic()[:300], "broken", id="heic"),
        pytest.param("application/pdf", b"%PDF-1.7\n" + b"x" * 200, "broken", id="pdf"),
        pytest.param("application/pdf", samples.pdf("geheim"), "locked", id="pdf with a password"),
        pytest.param(
            "image/png", samples.saved(Image.new("1", (20_000, 20_000)), "PNG"), "heavy", id="400 million pixels"
        ),
        pytest.param("video/mp4", samples.box(b"ftyp", b"isom") + bytes(50), "broken", id="film"),
        pytest.param(
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            b"PK\x03\x04word/document.xml" + bytes(90),
            "broken",
            id="word",
        ),
    ],
)
async def test_the_worker_says_why(kind: str, raw: bytes, why: str) -> None:
    with pytest.raises(NotDrawn) as refused:
        await Renderer().draw(kind, pieces(raw))
    assert refused.value.why == why


@pytest.mark.parametrize(
    ("kind", "raw"),
    [
        pytest.param(
            "image/png", samples.saved(Image.new("RGB", (7740, 7740)), "PNG"), id="60 million pixels in little"
        ),
        pytest.param("image/gif", samples.many_frames(), id="100,000 frames"),
        pytest.param(
            "image/jpeg", samples.saved(Image.new("L", (16_320, 12_240), 99), "JPEG"), id="200 million pixels"
        ),
    ],
)
async def test_what_is_large_holds_nobody_up(kind: str, raw: bytes) -> None:
    """The loop goes on while the worker draws."""
    drawing = asyncio.create_task(Renderer().draw(kind, pieces(raw)))
    held = await held_by(drawing)
    assert (await drawing).type == "image/jpeg" and held.agrees(), held


async def _with(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, code: str, seconds: float = 20) -> Renderer:
    """A renderer whose worker runs this."""
    (tmp_path / "models" / "renditions").mkdir(parents=True)
    (tmp_path / "models" / "renditions" / "__main__.py").write_text(code)
    monkeypatch.setattr("models.renditions.renderer.ROOT", tmp_path)
    return Renderer(seconds=seconds)


@pytest.mark.parametrize(
    ("code", "why"),
    [
        (f"import os; os.kill(os.getpid(), {int(signal.SIGKILL)})", "heavy"),
        (f"import os; os.kill(os.getpid(), {int(signal.SIGXCPU)})", "heavy"),
        (f"import os; os.kill(os.getpid(), {int(signal.SIGSEGV)})", "broken"),
    ],
)
async def test_a_worker_that_dies_takes_nobody_with_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, code: str, why: str
) -> None:
    renderer = await _with(monkeypatch, tmp_path, code)
    for _ in range(3):
        with pytest.raises(NotDrawn) as refused:
            await renderer.draw("image/jpeg", pieces(samples.jpeg()))
        assert refused.value.why == why


@pytest.mark.parametrize(
    ("code", "seconds"),
    [("raise SystemExit(3)", 20.0), ("import time; time.sleep(60)", 0.5), ("print('{\"type\": \"x\", \"whole\": true, "
     "\"size\": 9, \"preview\": 0}')", 20.0)],
)  # fmt: skip
async def test_a_fault_of_ours_is_no_fault_of_the_file(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, code: str, seconds: float
) -> None:
    renderer = await _with(monkeypatch, tmp_path, code, seconds)
    began = time.perf_counter()
    with pytest.raises(RendererDown):
        await renderer.draw("image/jpeg", pieces(samples.jpeg()))
    assert time.perf_counter() - began < 30


async def test_the_worker_knows_no_secrets(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HUIYIN_API_TOKEN", "secret")
    code = "import json, os, sys; sys.stdin.read(); told = sorted(k for k in os.environ if k.startswith('HUIYIN'))\n"
    code += "print(json.dumps({'type': 'x' + ''.join(told), 'whole': True, 'size': 0, 'preview': 0}))"
    drawn = await (await _with(monkeypatch, tmp_path, code)).draw("text/plain", pieces(b"a"))
    assert drawn.type == "x"


@pytest.mark.skipif(sys.platform != "linux" or not hasattr(os, "wait4"), reason="limits of Linux")
async def test_memory_is_limited(monkeypatch: pytest.MonkeyPatch) -> None:
    code = "from models.renditions import __main__ as m; m._limit(); bytearray(m.MEMORY)"
    worker = await asyncio.create_subprocess_exec(
        sys.executable, "-c", code, cwd=Path(__file__).parents[2], stderr=asyncio.subprocess.PIPE
    )
    _, said = await worker.communicate()
    assert worker.returncode == 1 and b"MemoryError" in said
