"""Settings of the Telegram channel, from the environment (`HUIYIN_*`). Imports neither library."""

import hashlib
import hmac

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class TelegramSettings(BaseSettings):
    model_config = SettingsConfigDict(env_prefix="HUIYIN_", extra="ignore")

    telegram_token: SecretStr = Field(SecretStr(""), description="the bot's token; unset: no Telegram")
    telegram_api: str = Field("https://api.telegram.org", description="base URL of the Bot API")
    telegram_rate: float = Field(28, ge=0, description="messages a second over all chats; 0: no limit, for benches")
    telegram_chat_rate: float = Field(1, gt=0, description="messages a second to one chat, after three at once")
    telegram_webhook_url: str | None = Field(
        None, description="https://… under which Telegram reaches this service; unset: it is asked for updates"
    )
    telegram_personal: bool = Field(
        False, description="1: name and phone are asked on Telegram too, though its servers are abroad"
    )
    public_url: str | None = Field(None, description="where residents open the web chat")
    redis_url: str | None = Field(None, description="shares the message rate between processes; unset: one process")

    @property
    def token(self) -> str:
        return self.telegram_token.get_secret_value()

    @property
    def api(self) -> str:
        return self.telegram_api.rstrip("/")

    @property
    def webhook_path(self) -> str:
        """Hard to guess, and the same in every process and after every start."""
        return f"/telegram/{self._derived('path')}"

    @property
    def webhook_secret(self) -> str:
        """What Telegram sends with every update (1–256 of A-Z, a-z, 0-9, _ and -)."""
        return self._derived("secret")

    def _derived(self, purpose: str) -> str:
        return hmac.new(self.token.encode(), f"huiyin {purpose}".encode(), hashlib.sha256).hexdigest()[:40]
