"""What the tree looks like, in numbers: `make metrics` prints one JSON object.

Counted are the Python files of the product (`bot api conversations models huiyin.py`), without the versions of the
migrations, which are written once and never read again.
"""

import ast
import json
import re
import statistics
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import grimp

from models.law.notices import NoticeKind

ROOT = Path(__file__).parent.parent
PACKAGES = ("bot", "api", "conversations", "models")
ROOMS = (*PACKAGES, "api.cases")
"""Packages whose floors are counted: how many modules stand above one another at most."""
MANY_PARAMETERS = 6
WORDS = (".py", ".html", ".toml", ".po", ".js")


def sources() -> list[Path]:
    """The Python files that are counted."""
    found = [path for top in PACKAGES for path in (ROOT / top).rglob("*.py")]
    return sorted([*(p for p in found if "versions" not in p.parts), ROOT / "huiyin.py"])


def measure() -> dict[str, Any]:
    """All figures by name."""
    texts = {path: path.read_text() for path in sources()}
    lines = {path.relative_to(ROOT).as_posix(): text.count("\n") for path, text in texts.items()}
    functions = [f for text in texts.values() for f in _functions(ast.parse(text))]
    known = files_that_know(NoticeKind)
    graph = _imports()
    return {
        "files": len(lines),
        "lines": sum(lines.values()),
        "file_lines": _spread(lines.values()) | {"largest": max(lines, key=lambda name: lines[name])},
        "files_above_300_lines": sum(n > 300 for n in lines.values()),
        "functions": len(functions),
        "function_lines": _spread((f.end_lineno or f.lineno) - f.lineno + 1 for f in functions),
        "functions_above_40_lines": sum((f.end_lineno or f.lineno) - f.lineno >= 40 for f in functions),
        "functions_with_6_or_more_parameters": sum(_parameters(f) >= MANY_PARAMETERS for f in functions),
        "dict_str_any": sum(len(re.findall(r"dict\[str, Any\]", text)) for text in texts.values()),
        "floors": {room: floors(_inside(graph, room)) for room in ROOMS},
        "files_that_know_a_notice_kind": _spread(known.values()) | {"most": max(known, key=lambda kind: known[kind])},
        "circles": circles(graph),
    }


def _spread(values: Iterable[int]) -> dict[str, Any]:
    found = sorted(values)
    return {"median": statistics.median(found), "p90": found[int(len(found) * 0.9)], "max": found[-1]}


Function = ast.FunctionDef | ast.AsyncFunctionDef


def _functions(tree: ast.AST) -> Iterator[Function]:
    yield from (node for node in ast.walk(tree) if isinstance(node, Function))


def _parameters(function: Function) -> int:
    """Without `self` and `cls`."""
    given = function.args
    named = [*given.posonlyargs, *given.args, *given.kwonlyargs]
    own = bool(named) and named[0].arg in ("self", "cls")
    return len(named) - own + (given.vararg is not None) + (given.kwarg is not None)


def files_that_know(kinds: Any) -> dict[str, int]:
    """How many files of the product name each member of an enum, as `Enum.MEMBER` or, in words, as `notice.member`; the
    file that defines it is one of them."""
    texts = [p.read_text() for top in PACKAGES for p in (ROOT / top).rglob("*") if p.suffix in WORDS]
    defined = re.compile(rf"^class {kinds.__name__}\b", re.MULTILINE)
    found = {}
    for kind in kinds:
        asked = re.compile(rf"\b{kinds.__name__}\.{kind.name}\b|\bnotice\.{re.escape(kind.value)}\b")
        found[str(kind.value)] = sum(bool(asked.search(text) or defined.search(text)) for text in texts)
    return found


# Imports

Graph = dict[str, set[str]]


def _imports() -> Graph:
    """Which module imports which, at any place in it but under `TYPE_CHECKING`."""
    graph = grimp.build_graph(*PACKAGES, exclude_type_checking_imports=True, cache_dir=None)
    return {module: set(graph.find_modules_directly_imported_by(module)) for module in graph.modules}


def _inside(graph: Graph, room: str) -> Graph:
    inside = {module for module in graph if module == room or module.startswith(room + ".")}
    return {module: graph[module] & inside for module in inside}


def floors(graph: Graph) -> int:
    """How many modules stand above one another at most; a circle counts as one floor."""
    groups = _groups(graph)
    home = {module: n for n, group in enumerate(groups) for module in group}
    height: dict[int, int] = {}
    for n, group in enumerate(groups):  # what is imported comes first
        below = {home[m] for module in group for m in graph[module]} - {n}
        height[n] = 1 + max((height[b] for b in below), default=0)
    return max(height.values(), default=0)


def circles(graph: Graph) -> list[list[str]]:
    """Modules that import one another, directly or by others."""
    return sorted(sorted(group) for group in _groups(graph) if len(group) > 1)


def _groups(graph: Mapping[str, set[str]]) -> list[set[str]]:
    """The strongly connected components, those that are imported before those that import them (Kosaraju)."""
    back: Graph = {module: set() for module in graph}
    for module, imported in graph.items():
        for other in imported & graph.keys():
            back[other].add(module)
    order: list[str] = []
    seen: set[str] = set()
    for module in sorted(graph):
        order += _reached(module, back, seen)
    groups, seen = [], set()
    for module in reversed(order):
        if group := _reached(module, graph, seen):
            groups.append(set(group))
    return groups


def _reached(start: str, graph: Mapping[str, set[str]], seen: set[str]) -> list[str]:
    """What is reached from `start` and was not seen before, each after all that is reached from it."""
    if start in seen:
        return []
    seen.add(start)
    done, path = [], [(start, iter(sorted(graph[start] & graph.keys())))]
    while path:
        module, rest = path[-1]
        following = next((m for m in rest if m not in seen), None)
        if following is None:
            done.append(module)
            path.pop()
        else:
            seen.add(following)
            path.append((following, iter(sorted(graph[following] & graph.keys()))))
    return done


if __name__ == "__main__":
    print(json.dumps(measure(), ensure_ascii=False))
