"""What operators type: every command of `python main.py`."""

from app.commands import Command
from services import access, audit, businesses

COMMANDS: tuple[Command, ...] = (businesses.FOUND, access.ADMIT, audit.EXAMINE)
