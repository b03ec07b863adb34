"""Commands that other packages add to `dash-audit`, found by the metadata of their distribution."""

from __future__ import annotations

from importlib.metadata import EntryPoint, entry_points
from typing import Any

import typer
from typer.core import TyperGroup

from dash.errors import InputError

GROUP = "dash_audit.commands"


class Commands(TyperGroup):
    """The commands of `dash-audit` and those of the entry point group `dash_audit.commands`.

    An entry point names a Typer app. It is imported when it is listed or called, so it should leave
    its heavy imports to its functions.
    """

    def list_commands(self, ctx: Any) -> list[str]:
        """Our own commands, then the added ones that can be imported."""
        return [*super().list_commands(ctx), *(n for n in _added() if n not in self.commands)]

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """Our own command, or the added one of this name."""
        own = super().get_command(ctx, cmd_name)
        point = None if own else _added().get(cmd_name)
        if point is None:
            return own
        try:
            command = typer.main.get_command(point.load())
        except ImportError as error:
            raise InputError(f"the command {cmd_name} cannot be loaded: {error}.") from None
        command.name = cmd_name
        return command


def _added() -> dict[str, EntryPoint]:
    return {point.name: point for point in entry_points(group=GROUP)}
