"""The command line in the language of its user: help, what is wrong with a call, `--lang` and `--version`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import closing
from copy import copy
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperCommand, TyperGroup

from zhize.cli_examples import EXAMPLES
from zhize.cli_options import opened_graph
from zhize.errors import OptionError
from zhize.messages import LANGUAGES, gettext, language_of, later
from zhize.messages import gettext as _

if TYPE_CHECKING:
    from typer import Context

UsageError: type[Exception] = typer.BadParameter.__mro__[1]
"""What the library of the command line raises where a call does not fit."""


class Command(TyperCommand):
    """A command whose help is in the language of now, with its examples at the end."""

    def get_usage(self, ctx: Context) -> str:  # type: ignore[override, unused-ignore]
        """The line of usage."""
        return super().get_usage(ctx).replace("Usage:", _("Usage:"), 1)

    def get_help_option(self, ctx: Context) -> Any:  # type: ignore[override, unused-ignore]
        """The option that shows the help."""
        return _translated_option(super().get_help_option(ctx))

    def invoke(self, ctx: Context) -> Any:  # type: ignore[override, unused-ignore]
        """Run the command; with `--as-of` on the graph as of that day, which is a graph folder of its own."""
        day = ctx.params.pop(DAY, None)
        if day:
            ctx.params["graph"] = _on_day(ctx.params["graph"], day)
        return super().invoke(ctx)


DAY = "on_day"
_UNDATED = ("audit", "diff", "same", "differ", "unsure")
"""Commands that judge by a day themselves, compare states, or write decisions."""


def _on_day(graph: Path, day: str) -> Path:
    """The folder of the graph as of a day."""
    with opened_graph(graph) as opened, closing(opened.as_of(day)) as dated:
        return dated.path


def _day_option() -> Any:
    """The option by which a command takes a day; made once for all commands, for each one made costs at every start."""
    shape = typer.Typer(add_completion=False)

    @shape.command()
    def dated(
        on_day: Annotated[
            str | None,
            typer.Option("--as-of", help="As of this day (2024-01-31): what had been stated by then and held."),
        ] = None,
    ) -> None: ...

    return next(p for p in typer.main.get_command(shape).params if p.name == DAY)


class Group(TyperGroup):
    """A group of commands whose help is in the language of now."""

    def get_usage(self, ctx: Context) -> str:  # type: ignore[override, unused-ignore]
        """The line of usage."""
        return super().get_usage(ctx).replace("Usage:", _("Usage:"), 1)

    def get_help_option(self, ctx: Context) -> Any:  # type: ignore[override, unused-ignore]
        """The option that shows the help."""
        return _translated_option(super().get_help_option(ctx))


def _translated_option(option: Any) -> Any:
    if option is not None:
        option.help = gettext(option.help or "")
    return option


def command_line(app: typer.Typer, arguments: Sequence[str] = ()) -> Any:
    """The commands of an application with help in the language of now, and examples; of a call that names one, that one alone.

    To make them all takes longer than many a command itself.
    """
    app = _alone(app, next((word for word in arguments if not word.startswith("-")), ""))
    for owner in (app, *(group.typer_instance for group in app.registered_groups if group.typer_instance)):
        owner.info.cls = owner.info.cls if isinstance(owner.info.cls, type) else Group
        for info in owner.registered_commands:
            info.cls = Command
    made = typer.main.get_command(app)
    _translate(made, "", _day_option())
    for parameter in made.params:
        if parameter.name == "install_completion":
            parameter.callback = _install_completion  # type: ignore[assignment, unused-ignore]
    return made


def _install_completion(context: Context, parameter: Any, value: Any) -> Any:
    """Install the completion for the shell from which the program is called, and say where and from when on, in the language of now.

    Raises:
        OptionError: the shell is not known, or its files cannot be written.
    """
    if not value or context.resilient_parsing:
        return value
    from typer._completion_shared import install

    try:
        shell, file = install(prog_name="zhize")
    except typer.Exit:
        raise OptionError("This shell is not known. Completion is made for bash, zsh, fish and PowerShell.") from None
    except OSError as error:
        raise OptionError(
            "{file}: the completion cannot be written ({reason}).", file=error.filename, reason=error.strerror
        ) from error
    if shell == "zsh":
        _at_the_first_key(file)
    typer.echo(_("Completion for {shell}: {file}", shell=shell, file=file))
    typer.echo(_("It works in every shell that is opened from now on."))
    raise typer.Exit


_DEFINED = "compdef _zhize_completion zhize"


def _at_the_first_key(file: Path) -> None:
    """Make the completion of zsh work from the first key on: what is loaded by that key has to answer it, too.

    The library's script only announces itself then, so that the first key does nothing.
    """
    script = file.read_text(encoding="utf-8").rstrip()
    if script.endswith(f"\n{_DEFINED}"):
        called = 'if [ "$funcstack[1]" = "_zhize" ]; then\n  _zhize_completion "$@"\nelse\n'
        file.write_text(f"{script.removesuffix(_DEFINED)}{called}  {_DEFINED}\nfi\n", encoding="utf-8")


def _alone(app: typer.Typer, name: str) -> typer.Typer:
    """An application with the one command or group of a name; the application itself where it has none of that name."""
    commands = [c for c in app.registered_commands if name == (c.name or _name_of(c.callback))]
    groups = [g for g in app.registered_groups if name == g.name]
    if not commands and not groups:
        return app
    alone = copy(app)
    alone.registered_commands, alone.registered_groups = commands, groups
    return alone


def _name_of(function: Any) -> str:
    return typer.main.get_command_name(function.__name__)


def _translate(command: Any, path: str, day: Any) -> None:
    """Put a command, its options and the commands below it into the language of now; what reads a graph takes a day."""
    if path not in _UNDATED and any(parameter.name == "graph" for parameter in command.params):
        command.params.append(day)
    command.help = gettext(command.help or "")
    for parameter in command.params:
        if getattr(parameter, "help", None):
            parameter.help = gettext(parameter.help)
    if path in EXAMPLES:
        command.epilog = "\n\n".join([_("Examples:"), *EXAMPLES[path]])
    for name, below in getattr(command, "commands", {}).items():
        _translate(below, f"{path} {name}".strip(), day)


def take_language(arguments: Sequence[str]) -> tuple[list[str], str | None]:
    """Take `--lang zh` or `--lang=zh` out of a call, wherever it stands before `--`; the language is None where it is not given.

    Example:
        >>> take_language(["ask", "kg", "谁负责？", "--lang", "zh"])
        (['ask', 'kg', '谁负责？'], 'zh')

    Raises:
        OptionError: there is no such language.
    """
    left: list[str] = []
    chosen: str | None = None
    rest = iter(arguments)
    for argument in rest:
        if argument == "--":
            return [*left, "--", *rest], chosen
        name, equals, value = argument.partition("=")
        if name != "--lang":
            left.append(argument)
            continue
        given = value if equals else next(rest, "")
        chosen = language_of(given)
        if chosen is None:
            raise OptionError(
                "--lang {given}: there are no messages in this language. Give one of {known}.",
                given=given,
                known=", ".join(LANGUAGES),
            )
    return left, chosen


_WRONG = (
    (r"No such option:? '?(?P<option>-[\w-]+)", later("There is no option {option}.")),
    (r"No such command '(?P<command>[^']*)'", later("There is no command {command}.")),
    (r"Missing command", later("The command is missing.")),
    (r"Missing \w+ '(?P<name>[^']*)'", later("{name} is missing.")),
    (r"Option '?(?P<option>[^ ']+)'? requires an argument", later("The option {option} needs a value.")),
    (r"Option '?(?P<option>[^ ']+)'? does not take a value", later("The option {option} takes no value.")),
    (
        r"Got unexpected extra arguments? ?(\(s\))? ?\((?P<extra>.*)\)",
        later("There is too much in the call: {extra}."),
    ),
    (
        r"Invalid value for (?P<name>.*?): .*(is not a|Input should be a) valid (int|integer|float|number)",
        later("{name}: this is no number."),
    ),
    (
        r"Invalid value for (?P<name>.*?): (?P<value>\S+) is not in the range (?P<range>.*?)\.?$",
        later("{name}: {value} is not in the range {range}."),
    ),
    (r"Invalid value for (?P<name>.*?): (?P<why>.*)", later("{name}: this value does not fit ({why}).")),
)
"""What the library of the command line says of a call that does not fit, and how we say it."""


def sentence_of(error: Exception) -> str:
    """What is wrong with a call, in the language of now, with what was probably meant; empty where the help was shown.

    Example:
        >>> sentence_of(typer.BadParameter("'x' is not a valid integer.", param_hint="'--most'"))
        '--most: this is no number.'
    """
    said = str(error.format_message()) if hasattr(error, "format_message") else str(error)
    found = ((re.search(pattern, said), message) for pattern, message in _WRONG)
    match, message = next(((match, message) for match, message in found if match), (None, ""))
    sentence = gettext(message, **{k: v.replace("'", "") for k, v in match.groupdict().items()}) if match else said
    meant = ", ".join(_meant(error, said))
    return _("{sentence} Did you mean {names}?", sentence=sentence, names=meant) if meant else sentence


def _meant(error: Exception, said: str) -> Iterator[str]:
    """Options or commands that were probably meant."""
    known = list(getattr(error, "possibilities", None) or ())
    yield from dict.fromkeys(known or re.findall(r"'([^']+)'", said.partition("Did you mean")[2]))


def hint_of(error: Exception) -> str:
    """Where the help of the command stands that a call did not fit."""
    context = getattr(error, "ctx", None)
    if context is None:
        return ""
    return _("Help: {command} --help", command=context.command_path)
