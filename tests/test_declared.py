"""What is declared is read: no profile key, kind, column, setting or contract that nothing uses."""

import importlib
import re
import tomllib
from dataclasses import is_dataclass
from enum import StrEnum

from pydantic_settings import BaseSettings

from tests.test_house import PACKAGES, ROOT, _name, _sources


def _code(*but: str) -> str:
    """All sources but those whose path begins so."""
    return "\n".join(p.read_text() for p in _sources() if not _name(p).startswith(but))


def test_every_key_of_a_profile_is_read() -> None:
    """By its name in the code, or as the limit of a duty or of a tier."""
    from models.law.duties import Duty
    from models.law.matters import Tier
    from models.profiles.keys import LIMITS, VALUES

    code = _code("models/profiles/keys.py")
    derived = {*Duty, *(tier.row.limit for tier in Tier)}
    assert [k for k in (*LIMITS, *VALUES) if k not in derived and f'"{k}"' not in code] == []


def test_every_kind_that_the_house_makes_is_made() -> None:
    """By name; the ends of a case that is refused are made of the ground, what a supervisor finds is chosen."""
    from models.law.duties import Duty
    from models.law.events import EventKind
    from models.law.grounds import Refusal
    from models.law.notices import NoticeKind, NoticeState
    from models.law.tasks import TaskKind
    from models.law.triggers import BY_HAND, Trigger

    code = _code("models/law/", "api/examples/")
    chosen = {*BY_HAND, *(ground.row.ends for ground in Refusal)}
    kinds = (Duty, EventKind, NoticeKind, NoticeState, TaskKind, Trigger)
    made = {f"{kind.__name__}.{k.name}" for kind in kinds for k in kind if k not in chosen}
    assert sorted(name for name in made if not re.search(rf"\b{name}\b", code)) == []


def test_every_list_of_kinds_is_used() -> None:
    """Lists, sets and questions of `models/law`; the classes of rows are used by their lists."""
    names = set()
    for module in (
        importlib.import_module(f"models.law.{path.stem}") for path in (ROOT / "models/law").glob("[a-z]*.py")
    ):
        for name, thing in vars(module).items():
            listed = isinstance(thing, type) and issubclass(thing, StrEnum)
            own = getattr(thing, "__module__", None) == module.__name__ and (listed or callable(thing))
            if (own and not is_dataclass(thing)) or (name.isupper() and name[0] != "_" and name != "PLAIN"):
                names.add(name)
    code = _code("models/law/")
    within = {"By", "Rows"}
    assert len(names) > 40 and sorted(n for n in names - within if not re.search(rf"\b{n}\b", code)) == []


def test_every_column_is_named_by_code_beside_its_table() -> None:
    from models.tables import Table

    code = _code("models/tables/", "models/migrations/")
    named = {(m.class_.__name__, a.key) for m in Table.registry.mappers for a in m.attrs if a.key != "id"}
    assert sorted(f"{t}.{a}" for t, a in named if not re.search(rf"\b{a}\b", code)) == []


def test_every_setting_is_read() -> None:
    modules = [_name(path)[:-3].replace("/", ".") for path in _sources() if path.name == "settings.py"]
    classes = [thing for m in modules for thing in vars(importlib.import_module(m)).values()]
    names = {n for c in classes if isinstance(c, type) and issubclass(c, BaseSettings) for n in c.model_fields}
    code = _code()
    assert names and sorted(name for name in names if not re.search(rf"\.{name}\b", code)) == []


def test_contracts_name_modules_that_exist() -> None:
    tools = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]
    text = str(tools["importlinter"])
    assert "unmatched_ignore_imports_alerting" not in text, "an exception that fits nothing is to be taken out"
    modules = set(re.findall(rf"'((?:{'|'.join(PACKAGES)})(?:\.\w+)*)", text))
    paths = {module: ROOT / module.replace(".", "/") for module in modules}
    assert sorted(m for m, path in paths.items() if not path.is_dir() and not path.with_suffix(".py").is_file()) == []
    ignored = tools["ruff"]["lint"]["per-file-ignores"]
    assert [pattern for pattern in ignored if not any(ROOT.glob(pattern))] == []


def test_what_an_event_changes_of_a_case_is_a_column_of_it() -> None:
    from api.cases.changes import CaseChanges
    from models.tables import Case

    assert set(CaseChanges.__annotations__) <= {column.key for column in Case.__table__.columns}
