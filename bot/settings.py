"""Settings of the bot, from the environment (`HUIYIN_*`)."""

import os
from pathlib import Path
from typing import Annotated

from limits import parse
from pydantic import AfterValidator, Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from models.proxies import ProxyList


def _a_limit(given: str) -> str:
    if given:
        parse(given)
    return given


Limit = Annotated[str, AfterValidator(_a_limit)]
"""As the library `limits` writes it: `10/minute`, `3000/hour`."""


def _config_folder() -> Path:
    return Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config") / "huiyin"


class BotSettings(BaseSettings):
    model_config = SettingsConfigDict(env_prefix="HUIYIN_", extra="ignore")

    var: Path = Field(Path("var"), description="folder of the chats' database and of files not yet handed in")
    api_url: str = Field("http://127.0.0.1:8000", description="where the API answers, without /v1")
    api_token: SecretStr = Field(SecretStr(""), description="the bot's service token, scopes intake and deliver")
    keys_file: Path = Field(
        default_factory=lambda: _config_folder() / "keys.json", description="numbered keys; never below var"
    )
    session_url: str | None = Field(
        None, description="where chats are kept: postgresql://…, sqlite:///file or memory; unset: chat.db below var"
    )
    files_url: str | None = Field(
        None, description="where files wait until handed in: a folder or s3://…; unset: received below var"
    )
    proxies: ProxyList = Field("", description="addresses and networks of reverse proxies that are believed")
    redis_url: str | None = Field(None, description="wakes the courier and open pages; unset: they look by themselves")
    max_file_mb: int = Field(20, ge=1, le=200, description="largest file taken, in MB")
    max_files: int = Field(10, ge=1, le=50, description="files taken in one message")
    chats_limit: Limit = Field("3000/hour", description="new web chats from one address; empty: any number")
    uploads_limit: Limit = Field("4000/hour", description="megabytes sent from one address; empty: any number")
    max_turns: int = Field(64, ge=1, description="messages answered at once; more are kept and answered a little later")
    api_seconds: float = Field(10, gt=0, description="seconds to wait for an answer of the API")
    courier_seconds: float = Field(1, gt=0, description="seconds between two looks for notices to deliver")
    sweep_seconds: float = Field(5, gt=0, description="seconds between two looks for confirmed but unsent sessions")
    remind_hours: int = Field(24, ge=1, description="hours after which an untouched draft is reminded of, once")
    draft_days: int = Field(30, ge=1, description="days after which an untouched draft is deleted")
    chat_days: int = Field(180, ge=1, description="days that the transcript of a chat is kept")

    @property
    def sessions(self) -> str:
        return self.session_url or f"sqlite:///{self.var.absolute() / 'chat.db'}"

    @property
    def files(self) -> str:
        return self.files_url or str(self.var.absolute() / "received")
