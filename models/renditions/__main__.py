"""The worker process: a file on stdin, its rendition on stdout, within limits of memory, processor time and files."""

import json
import resource
import sys
import warnings

from models.renditions.drawn import NotDrawn

MEMORY = 2560 * 1024 * 1024
"""Bytes of address space; a photo of 200 million pixels needs most of it."""
CPU_SECONDS = 25


def main(kind: str) -> None:
    _limit()
    raw = sys.stdin.buffer.read()
    try:
        from models.renditions.draw import draw  # noqa: PLC0415 - what it loads is loaded within the limits

        drawn = draw(kind, raw)
    except NotDrawn as no:
        _refusal(no.why)
    except MemoryError:
        _refusal("heavy")
    except ImportError:
        raise
    except Exception as error:
        _refusal("broken", type(error).__name__)
    else:
        _answer(drawn.packed())


def _refusal(why: str, error: str | None = None) -> None:
    _answer(json.dumps({"why": why, "error": error}).encode() + b"\n")


def _answer(packed: bytes) -> None:
    sys.stdout.buffer.write(packed)
    sys.stdout.buffer.flush()


def _limit() -> None:
    """A bomb ends this process and nothing else: when memory is short the kernel takes it first."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS + 2))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        with open("/proc/self/oom_score_adj", "w", encoding="ascii") as score:
            score.write("1000")
    except OSError:  # no Linux
        pass


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    main(sys.argv[1])
