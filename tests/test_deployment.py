"""docker-compose.yml and docker/roles.sh, as far as they can be held to their word without a container engine."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import asyncpg
import pytest
import yaml

from api.settings import Settings
from bot.channels.registry import CHANNELS
from bot.settings import BotSettings
from tests.servers import Postgres, migrate

ROOT = Path(__file__).parent.parent
TEXT = (ROOT / "docker-compose.yml").read_text()
SERVICES = yaml.safe_load(TEXT)["services"]
ROLES = ["api", "bot", "worker"]


def test_every_role_is_a_service_that_can_be_scaled() -> None:
    assert set(SERVICES) == {"postgres", "redis", "migrate", *ROLES}
    for role in ROLES:
        assert "container_name" not in SERVICES[role]
        for port in SERVICES[role].get("ports", []):
            assert re.fullmatch(r"127\.0\.0\.1:\d+-\d+:8000", port), "a single port serves one copy only"


def test_the_commands_exist() -> None:
    told = subprocess.run([sys.executable, "huiyin.py", "--help"], cwd=ROOT, capture_output=True, text=True, check=True)
    for service in ("migrate", *ROLES):
        (command,) = SERVICES[service]["command"]
        assert re.search(rf"\b{command}\b", told.stdout), command


def test_no_secret_has_a_default() -> None:
    secrets = re.findall(r"\$\{(\w*(?:PASSWORD|TOKEN|KEY)\w*)([^}]*)\}", TEXT)
    assert len({name for name, _ in secrets}) > 4
    # An empty Telegram token means: no Telegram.
    assert {rest for name, rest in secrets if name != "HUIYIN_TELEGRAM_TOKEN"} == {":?set it in .env"}
    example = (ROOT / ".env.example").read_text()
    assert {name for name, _ in secrets} == set(re.findall(r"^(\w+)=$", example, re.M))


IN_THE_IMAGE = {"HUIYIN_HOST", "HUIYIN_PORT", "HUIYIN_VAR", "HUIYIN_KEYS_FILE"}


@pytest.mark.parametrize("role", ROLES)
def test_every_setting_of_a_role_reaches_it(role: str) -> None:
    """What docs/settings.md names and compose leaves out would be set in .env and never seen."""
    channels = [entry.settings for entry in CHANNELS.values() if entry.settings is not None]
    read = [BotSettings, *channels] if role == "bot" else [Settings]
    names = {str(f.validation_alias or f"HUIYIN_{n}").upper() for s in read for n, f in s.model_fields.items()}
    assert names - IN_THE_IMAGE - set(SERVICES[role]["environment"]) == set()


@pytest.fixture(scope="module")
def roles(postgres: Postgres) -> Iterator[dict[str, str]]:
    """{role: its address} in a database prepared by docker/roles.sh and migrated by its owner."""
    postgres.run("create role huiyin_owner login createdb createrole")
    postgres.run("create database huiyin owner huiyin_owner template template0 lc_collate 'C.UTF-8' lc_ctype 'C.UTF-8'")
    secrets = {"SERVICE_PASSWORD": "service", "CHAT_PASSWORD": "chat", "POSTGRES_USER": "postgres"}
    place = {"PGHOST": postgres.folder, "POSTGRES_DB": "huiyin", "PATH": f"{postgres.programs}:{os.environ['PATH']}"}
    script = (ROOT / "docker" / "roles.sh").read_text()
    # The image's superuser is the owner; here they are two, so that the owner is seen to need no more than owning.
    script = script.replace("alter default privileges", "alter default privileges for role huiyin_owner")
    subprocess.run(["sh", "-c", script], env=secrets | place, check=True, stdout=subprocess.DEVNULL)
    postgres.run("alter schema public owner to huiyin_owner", "huiyin")
    migrate(postgres.url("huiyin", "huiyin_owner"))
    addresses = {"service": ("huiyin", "huiyin_service"), "chat": ("huiyin_chat", "huiyin_chat")}
    yield {role: postgres.url(*where).replace("+asyncpg", "") for role, where in addresses.items()}
    for database in ("huiyin", "huiyin_chat"):
        postgres.run(f"drop database {database} with (force)")
    for role in ("service", "chat", "owner"):
        postgres.run(f"drop role huiyin_{role}")


async def _refused(address: str, statement: str) -> bool:
    connection = await asyncpg.connect(address)
    try:
        await connection.execute(statement)
    except asyncpg.InsufficientPrivilegeError:
        return True
    finally:
        await connection.close()
    return False


async def test_the_service_reads_rows_but_owns_no_table(roles: dict[str, str]) -> None:
    connection = await asyncpg.connect(roles["service"])
    tables = [
        row["tablename"] for row in await connection.fetch("select tablename from pg_tables where schemaname='public'")
    ]
    for table in tables:
        await connection.fetch(f'select * from "{table}"')
    await connection.close()
    assert len(tables) > 10
    for statement in (
        'truncate "case_event" cascade',
        'alter table "case_event" disable trigger all',
        "create table x ()",
    ):
        assert await _refused(roles["service"], statement), statement


async def test_the_chat_has_a_database_of_its_own_and_no_way_into_the_cases(roles: dict[str, str]) -> None:
    assert not await _refused(roles["chat"], "create table session (id int); drop table session")
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await asyncpg.connect(roles["chat"].replace("/huiyin_chat?", "/huiyin?"))
