"""The dialogs, a file each; `conversations.turn.talk` lists them."""
