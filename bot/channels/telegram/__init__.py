"""Telegram: aiogram listens (`listen`), python-telegram-bot speaks (`speak`). Imported only when there is a token."""
