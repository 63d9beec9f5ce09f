"""What operators type: every command of `python main.py`."""

from app.commands import Command
from services import audit, businesses

COMMANDS: tuple[Command, ...] = (businesses.FOUND, audit.EXAMINE)
