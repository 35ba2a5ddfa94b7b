"""A kit for push channels: order per chat, retries, deduplication, unsaid answers, receipts and reach.

A channel subclasses `Push`, implements `send` and calls `heard`; what it needs besides, it adds.
"""

from bot.channels.push.channel import Push
from bot.channels.push.queues import NotSaid
from bot.channels.push.sending import Gone, Later, Message, Outcome, Refused, Sent, Unknown

__all__ = ["Gone", "Later", "Message", "NotSaid", "Outcome", "Push", "Refused", "Sent", "Unknown"]
