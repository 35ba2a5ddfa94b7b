"""The house rules that no compiler knows. They read the tree as it stands and need no server."""

import ast
import importlib
import itertools
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pydantic_settings import BaseSettings

ROOT = Path(__file__).parent.parent
PACKAGES = ["bot", "api", "conversations", "models"]

# Open to anyone, each for the reason beside it. A new route is either behind `api.security` or a decision made here.
OPEN_ROUTES = {
    "GET /": "where to go from here",
    "GET /healthz": "probes",
    "GET /metrics": "scraped inside the network; holds counts only",
    "GET /docs": "the API's description",
    "* /docs/static": "what /docs is drawn with",
    "GET /openapi.json": "the API's description",
    "POST /v1/token": "this is where one logs in",
    "GET /staff/login": "this is where one logs in",
    "POST /staff/login": "this is where one logs in",
    "* /static": "style sheets and scripts",
}


def _sources(*tops: str) -> Iterator[Path]:
    for top in tops or (*PACKAGES, "huiyin.py"):
        path = ROOT / top
        yield from sorted(path.rglob("*.py")) if path.is_dir() else [path]


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


# The tree in README.md


def _braces(word: str) -> Iterator[str]:
    """`dialogs/{submit,book}.py` names two files; `...` stands for what is not named."""
    parts = [part.split(",") if i % 2 else [part] for i, part in enumerate(re.split(r"[{}]", word))]
    for choice in itertools.product(*parts):
        if "..." not in choice:
            yield "".join(choice)


def _listed(line: str) -> list[str]:
    """The paths of one line, and after them, if it is so, those that lie in its one folder."""
    columns = [re.split(r"[\s·]+", column) for column in re.split(r"\s{2,}", re.sub(r"\s*\([^)]*\)", "", line).strip())]
    names = [all("/" in word or "." in word or word.istitle() for word in words) for words in columns]
    if len(columns) > 2 and all(names):
        return list(itertools.chain(*columns))
    folder = columns[0][0]
    if len(columns) == 2 and all(names) and columns[0] == [folder] and folder.endswith("/"):
        return [folder, *(folder + word for word in columns[1])]
    return columns[0]


def _tree(text: str) -> Iterator[str]:
    """The paths that the tree names. A line: paths, two blanks, words; indented lines lie in the folder above."""
    folders: list[tuple[int, str]] = [(-1, "")]
    for drawn in text.splitlines():
        line = re.sub(r"[│├└─]", " ", drawn).rstrip()
        depth = len(line) - len(line.lstrip())
        while folders[-1][0] >= depth:
            folders.pop()
        parent = folders[-1][1]
        words = [path for word in _listed(line) for path in _braces(word) if not path.endswith("...")]
        yield from (parent + word for word in words if word)
        if words and words[0].endswith("/"):
            folders.append((depth, parent + words[0]))


def test_the_tree_in_the_readme_is_true() -> None:
    readme = (ROOT / "README.md").read_text()
    blocks = [block for block in re.findall(r"```\w*\n(.*?)```", readme, re.DOTALL) if re.search(r"^bot/", block, re.M)]
    assert len(blocks) == 1, "README.md has one block that shows the tree, with bot/ at the start of a line"
    paths = list(_tree(blocks[0]))
    assert {f"{package}/" for package in PACKAGES} <= set(paths)
    assert [path for path in paths if not any(ROOT.glob(path.rstrip("/")))] == []


@pytest.mark.parametrize("page", sorted(path.name for path in (ROOT / "docs").glob("*.md")))
def test_what_a_page_of_the_docs_names_is_there(page: str) -> None:
    """Paths in backticks, and links to other pages. `<name>` stands for what is to be added."""
    text = (ROOT / "docs" / page).read_text()
    named = re.findall(rf"`((?:{'|'.join(PACKAGES)}|docs|tests|benchmarks)/[^`\s<>:]*)`", text)
    linked = [f"docs/{link}" for link in re.findall(r"\]\(([\w/.-]+\.\w+)\)", text)]
    added = {"api/cases/steps/recall.py"}
    assert [path for path in [*named, *linked] if path not in added and not any(ROOT.glob(path.rstrip("/")))] == []


# Time comes through models.clock

NOW = re.compile(
    r"datetime\.now\(|\.utcnow\(|date\.today\(|datetime\.today\(|\btime\.time(_ns)?\("
    r"|func\.(now|current_\w+|localtimestamp)\b|server_default=.*(now|timestamp|'date)"
    r"|\b(CURRENT_TIMESTAMP|CURRENT_DATE|CURRENT_TIME|LOCALTIMESTAMP)\b|(?<![\w.])now\(\)"
    r"|\b(clock|statement|transaction)_timestamp\(|\bunixepoch\(|'now'",
    re.IGNORECASE,
)


def _asks_for_the_time(path: Path) -> Iterator[str]:
    for number, line in enumerate(path.read_text().splitlines(), 1):
        if NOW.search(line) and not line.lstrip().startswith("#"):
            yield f"{_name(path)}:{number}: {line.strip()}"


def test_nobody_but_the_clock_asks_for_the_time() -> None:
    others = [path for path in _sources() if _name(path) != "models/clock.py"]
    others += [path for package in PACKAGES for path in (ROOT / package).rglob("*.sql")]
    assert [found for path in others for found in _asks_for_the_time(path)] == []


@pytest.mark.parametrize(
    "line", ["x = datetime.now(UTC)", "select now() - due", "server_default=func.now()", "DEFAULT current_timestamp"]
)
def test_asking_for_the_time_is_noticed(line: str) -> None:
    assert NOW.search(line)


def test_the_clock_itself_is_not_forbidden() -> None:
    assert not NOW.search("now = self.clock.now()")


# Direction


def test_the_import_contracts_hold() -> None:
    command = [sys.executable, "-c", "from importlinter.cli import lint_imports_command as run; run()"]
    ran = subprocess.run([*command, "--no-logo"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout + ran.stderr


def _imports(path: Path) -> Iterator[tuple[str, str]]:
    """(module, name) of every `from` import; (module, "") of every plain one."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom):
            yield from ((node.module or "", alias.name) for alias in node.names)
        elif isinstance(node, ast.Import):
            yield from ((alias.name, "") for alias in node.names)


def test_nothing_imports_the_command_line() -> None:
    assert [_name(p) for p in _sources(*PACKAGES) if any(m.split(".")[0] == "huiyin" for m, _ in _imports(p))] == []


def test_sql_stands_in_queries_only() -> None:
    statements = {"select", "insert", "update", "delete", "text", "exists", "union_all"}
    outside = {
        _name(path)
        for path in ROOT.glob("api/**/*.py")
        for module, name in _imports(path)
        if not path.stem.endswith("queries")
        and module.startswith("sqlalchemy")
        and (name in statements or module.startswith("sqlalchemy.dialects"))
    }
    assert outside == {"api/idempotency.py"}, "but for the key, which is claimed in the transaction of the effect"


# Words

CHINESE = {
    "api/app.py": "the name",
    "huiyin.py": "the name",
    "api/examples/accounts.py": "examples of the API's documentation",
    "api/examples/answered.py": "examples of the API's documentation",
    "api/examples/breakdown.py": "examples of the API's documentation",
    "api/examples/fictional.py": "examples of the API's documentation",
    "api/examples/office.py": "examples of the API's documentation",
    "api/examples/people.py": "examples of the API's documentation",
    "api/examples/sent.py": "examples of the API's documentation",
    "api/seed.py": "the fictional county",
    "conversations/hearing/accusation.py": "recognises what is said",
    "conversations/hearing/told.py": "recognises what is said",
    "conversations/hearing/values/ages.py": "recognises what is said",
    "conversations/hearing/values/clocks.py": "recognises what is said",
    "conversations/hearing/values/corrections.py": "recognises what is said",
    "conversations/hearing/values/days.py": "recognises what is said",
    "conversations/hearing/values/endings.py": "recognises what is said",
    "conversations/hearing/values/kinds.py": "recognises what is said",
    "conversations/hearing/values/names.py": "recognises what is said",
    "conversations/hearing/values/officials.py": "recognises what is said",
    "conversations/hearing/values/parts.py": "recognises what is said",
    "conversations/hearing/values/people.py": "recognises what is said",
    "conversations/hearing/values/places.py": "recognises what is said",
    "conversations/hearing/values/skipping.py": "recognises what is said",
    "conversations/hearing/values/topics.py": "recognises what is said",
    "conversations/play/samples.py": "the fictional county",
    "conversations/questions/place.py": "recognises what is typed",
    "conversations/questions/who.py": "recognises what is typed",
    "conversations/words/typed.py": "recognises what is typed",
    "models/calendar.py": "names of holidays, as the calendar library has them",
    "models/hours.py": "reads office hours as they are written",
    "models/phones.py": "words that people write beside a phone number",
    "models/notice.py": "reads official notices of holidays",
    "models/profiles/page.py": "marks in a table of an English page",
    "models/wire/steps.py": "a legal term in the API's description",
    "models/wire/resident.py": "legal terms in the API's description",
    "models/words/names.py": "surnames of two characters",
    "models/words/__init__.py": "corrects the conversion to Traditional characters",
}
"""Files whose code holds Chinese text, each for its reason. Everything else that is read stands in models/words."""
HAN = re.compile("[\u3400-\u9fff]")


def _chinese(source: str) -> Iterator[tuple[int, str]]:
    """Literals with Chinese characters; not docstrings, nor English text of three words that names a Chinese term."""
    tree = ast.parse(source)
    said = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if not isinstance(node, ast.Constant) or not isinstance(node.value, str) or id(node) in said:
            continue
        if HAN.search(node.value) and len(re.findall(r"[A-Za-z]{2,}", node.value)) < 3:
            yield node.lineno, node.value


def test_no_chinese_sentence_stands_in_code() -> None:
    found = {_name(path): [*_chinese(path.read_text())] for path in _sources()}
    assert {name: texts for name, texts in found.items() if texts and name not in CHINESE} == {}
    assert [name for name in CHINESE if not found.get(name)] == [], "nothing to excuse"


def test_a_chinese_sentence_in_code_is_noticed() -> None:
    source = '"""来访"""\ndef f(n: int) -> str:\n    "办结"\n    return f"还剩 {n} 天" + g("受理")  # 登记\n'
    assert {text for _, text in _chinese(source)} == {"还剩 ", " 天", "受理"}
    assert [*_chinese('x = "the right to ask for review (复查), from receiving"')] == []


# Settings


def _settings() -> Iterator[str]:
    from bot.channels.registry import CHANNELS

    found: set[type[BaseSettings]] = {entry.settings for entry in CHANNELS.values() if entry.settings is not None}
    for module in ("api.settings", "bot.settings"):
        things = vars(importlib.import_module(module)).values()
        found |= {t for t in things if isinstance(t, type) and issubclass(t, BaseSettings) and t.__module__ == module}
    for settings in found:
        prefix = settings.model_config["env_prefix"]
        assert prefix == "HUIYIN_", settings
        for name, field in settings.model_fields.items():
            alias = field.validation_alias
            yield alias if isinstance(alias, str) else f"{prefix}{name}".upper()


def _documented() -> str:
    pages = [ROOT / "README.md", ROOT / "docs" / "settings.md"]
    return "\n".join(page.read_text() for page in pages if page.exists())


def test_every_setting_is_documented() -> None:
    rows = [line for line in _documented().splitlines() if line.lstrip().startswith("|")]
    named = set(re.findall(r"\bHUIYIN_[A-Z0-9_]+\b", "\n".join(rows)))
    assert sorted(set(_settings()) - named) == []


def test_every_documented_setting_exists() -> None:
    code = "\n".join(path.read_text() for path in _sources())
    known = set(_settings()) | set(re.findall(r"\bHUIYIN_[A-Z0-9_]+\b", code))
    deployment = "".join((ROOT / name).read_text() for name in ("docker-compose.yml", "Dockerfile"))
    named = set(re.findall(r"\bHUIYIN_[A-Z0-9_]+\b", _documented() + deployment))
    assert sorted(named - known) == []


# What stands in the tree


def test_locks_hold_no_addresses() -> None:
    locks = sorted((ROOT / "requirements").glob("*.lock"))
    assert {lock.stem for lock in locks} >= {"run", "test", "uv"}
    for lock in locks:
        assert "://" not in lock.read_text(), lock.name
        assert "--hash=sha256:" in lock.read_text(), lock.name


def test_migrations_have_one_head() -> None:
    from alembic.script import ScriptDirectory

    assert len(ScriptDirectory(str(ROOT / "models" / "migrations")).get_heads()) == 1


def test_every_golden_transcript_is_used() -> None:
    folder = ROOT / "tests" / "conversations"
    transcripts = sorted(folder.glob("golden/**/*.txt"))
    assert transcripts
    tests = "\n".join(path.read_text() for path in folder.glob("test_*.py"))
    if re.search(r"golden.*glob\(", tests, re.IGNORECASE):
        return  # the tests walk the folder
    assert [path.name for path in transcripts if not re.search(rf"\b{re.escape(path.stem)}\b", tests)] == []


# Who may call what


def _guarded(dependant: Any) -> bool:
    """Whether a security scheme, or a dependency of api.security, stands before the route."""
    from fastapi.security.base import SecurityBase

    call = dependant.call
    if isinstance(call, SecurityBase) or getattr(call, "__module__", "") == "api.security":
        return True
    return any(_guarded(inner) for inner in dependant.dependencies)


def _routes(app: Any, prefix: str = "") -> Iterator[tuple[str, bool]]:
    """("GET /path", guarded) of everything reachable; a mounted app that lists no routes is ("* /path", False)."""
    from fastapi.routing import iter_route_contexts

    for context in iter_route_contexts(app.routes):
        route = context.original_route
        path = prefix + (context.path or "")
        if getattr(route, "routes", None):
            yield from _routes(route, path)
            continue
        dependant = getattr(context, "dependant", None)
        for method in (context.methods or {"*"}) - {"HEAD"}:
            yield f"{method} {path}", dependant is not None and _guarded(dependant)


def test_every_route_is_guarded_or_declared_open() -> None:
    from api.app import create_app
    from api.settings import Settings

    routes = list(_routes(create_app(Settings())))
    assert sum(guarded for _, guarded in routes) > 10
    assert sorted({name for name, guarded in routes if not guarded} - set(OPEN_ROUTES)) == []


# Rights

STEPS = re.compile(r"^(POST|PUT) /(v1|staff)/cases/\{case_no\}/")
"""Acts on a case: each is refused by the right of its own step, of the case itself."""
CHECKED_IN_SERVICE = {
    "GET /v1/cases/{case_no}/reviews/{id}/file.pdf": "of the review",
    "GET /v1/proposals": "lists what the caller sees",
    "POST /v1/cases/register": "in its body, before a number is taken",
    "GET /staff/{rest:path}": "nothing is there",
}
"""Routes that name no right in their signature, each for the reason beside it."""


def guards(app: Any) -> Iterator[tuple[str, Any]]:
    """("GET /path", its guard or None) of the guarded routes of the API and the staff's pages. A guard has a `right`;
    `of_case`: the case decides."""
    from fastapi.routing import iter_route_contexts

    for context in iter_route_contexts(app.routes):
        dependant = getattr(context, "dependant", None)
        path = context.path or ""
        if dependant is None or not path.startswith(("/v1", "/staff")) or not _guarded(dependant):
            continue
        for method in (context.methods or {"*"}) - {"HEAD"}:
            yield f"{method} {path}", _guard(dependant)


def test_every_route_of_the_api_behaves_alike() -> None:
    """Below /v1: unknown parameters refused, keys taken, stable operation ids (`api.routing.v1`)."""
    from fastapi.routing import iter_route_contexts

    from api.app import create_app
    from api.routing import Route
    from api.settings import Settings

    found = [c for c in iter_route_contexts(create_app(Settings()).routes) if (c.path or "").startswith("/v1")]
    assert len(found) > 50
    assert [c.path for c in found if not isinstance(getattr(c, "original_route", None), Route)] == []


def _guard(dependant: Any) -> Any:
    if hasattr(dependant.call, "right"):
        return dependant.call
    return next((found for inner in dependant.dependencies if (found := _guard(inner))), None)


def test_every_route_and_page_takes_a_right() -> None:
    from api.app import create_app
    from api.settings import Settings

    found = dict(guards(create_app(Settings())))
    bare = {route for route, guard in found.items() if guard is None and not STEPS.match(route)}
    assert bare - {"POST /v1/status"} == CHECKED_IN_SERVICE.keys()
    assert sum(guard is not None for guard in found.values()) > 60


def _role(node: ast.AST) -> bool:
    return isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "Role"


def _asks_for_roles(tree: ast.AST) -> Iterator[int]:
    """Lines that decide by role: a tuple, list or set of `Role` members, a comparison with one, a call with one. A
    role beside its unit, as accounts hold it, decides nothing."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Tuple | ast.List | ast.Set):
            if node.elts and all(map(_role, node.elts)):
                yield node.lineno
        elif isinstance(node, ast.Compare):
            if any(map(_role, [node.left, *node.comparators])):
                yield node.lineno
        elif isinstance(node, ast.Call) and any(map(_role, node.args)):
            yield node.lineno


def test_roles_are_named_in_the_table_of_rights_only() -> None:
    found = {str(path.relative_to(ROOT)) for path in _sources() if any(_asks_for_roles(ast.parse(path.read_text())))}
    assert [path for path in sorted(found) if not path.startswith("models/rights/")] == []


@pytest.mark.parametrize(
    "line", ["MAY = (Role.CLERK,)", "x = role is Role.ADMIN", "who.has(Role.CLERK)", "y = {Role.LEADER, Role.ADMIN}"]
)
def test_a_role_named_elsewhere_is_noticed(line: str) -> None:
    assert list(_asks_for_roles(ast.parse(line))) == [1]
    assert list(_asks_for_roles(ast.parse("roles = [(Role.ADMIN, None)]"))) == []


def test_transactions_of_callers_are_opened_in_one_place() -> None:
    """`api.deps.writing` refuses read-only roles; a route or page that opens its own would let them write."""
    found = [
        str(path.relative_to(ROOT))
        for path in _sources("api")
        if (path.name == "routes.py" or path.parent.name == "console") and "db.write()" in path.read_text()
    ]
    assert found == []


def test_tests_find_a_question_by_its_name_and_not_by_its_place() -> None:
    """The count of steps stands in transcripts only: another question moves it."""
    counted = re.compile(
        "第 ?[0-9]+ ?步|" + r"[\"'][^\"'\n]*跳过[^\"'\n]*[\"'],?\)? ?\* ?[0-9]|\.rows\[[0-9]\]\[[0-9]\]"
    )
    assert [p for p in (ROOT / "tests").rglob("*.py") if counted.search(p.read_text("utf-8"))] == []


# How the house is built


def test_the_figures_of_the_house_hold() -> None:
    """What `make metrics` prints has bounds; whoever meets one parts what has grown, and leaves the bound."""
    from benchmarks.metrics import measure

    found = measure()
    assert found["circles"] == []
    most = {
        "lines of the largest file": (found["file_lines"]["max"], 320),
        "functions with 6 or more parameters": (found["functions_with_6_or_more_parameters"], 40),
        "dict[str, Any]": (found["dict_str_any"], 90),
        "floors of the conversations": (found["floors"]["conversations"], 8),
        "floors of the cases": (found["floors"]["api.cases"], 8),
        "files that know a notice kind": (found["files_that_know_a_notice_kind"]["max"], 4),
    }
    assert {name: figures for name, figures in most.items() if figures[0] > figures[1]} == {}
