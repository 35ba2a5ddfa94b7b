"""Settings of the API, from the environment (`HUIYIN_*`)."""

import os
from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

from models.proxies import ProxyList


def config_folder() -> Path:
    return Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config") / "huiyin"


class Settings(BaseSettings):
    model_config = SettingsConfigDict(env_prefix="HUIYIN_", extra="ignore")

    var: Path = Field(Path("var"), description="folder of the embedded database and of files")
    database_url: str | None = Field(None, description="PostgreSQL (postgresql+asyncpg://…); unset: SQLite below var")
    keys_file: Path = Field(
        default_factory=lambda: config_folder() / "keys.json", description="numbered keys; never below var"
    )
    profile: str = Field("national", description="deadline profile of areas that name none (models/profiles)")
    profiles: Path | None = Field(None, description="folder of further profiles, one TOML file each")
    token_hours: int = Field(12, ge=1, le=720, description="hours a staff token lives")
    login_limit: str = Field("10/minute", description="log-ins per name and per address")
    status_limit: str = Field("20/minute", description="look-ups by number and query code, per case and per caller")
    take_over_seconds: int = Field(
        300, ge=0, description="seconds without a round of the clockwork after which the API makes one; 0: never"
    )
    take_back_seconds: int = Field(
        30,
        ge=0,
        le=600,
        description="seconds for which what is written to a resident on the pages waits, and can be taken back",
    )
    webhook_private: bool = Field(False, description="webhooks may lead to http:// and into the own network")
    public_url: str | None = Field(None, description="where residents open the web chat; posters carry it")
    telegram_name: str | None = Field(None, description="the bot's name on Telegram, for posters")
    sms_url: str | None = Field(None, description="where the SMS gateway takes messages; unset: the desk offers no SMS")
    proxies: ProxyList = Field("", description="addresses and networks of reverse proxies that are believed")
    redis_url: str | None = Field(None, description="wakes couriers and shares limits; unset: in this process")
    pdf_font: Path = Field(
        Path("/usr/share/fonts/truetype/wqy/wqy-microhei.ttc"), description="font of PDF files, with Chinese characters"
    )
    max_file_mb: int = Field(20, ge=1, le=200, description="largest file taken, in MB")

    @property
    def database(self) -> str:
        return self.database_url or f"sqlite+aiosqlite:///{self.var.absolute() / 'huiyin.db'}"
