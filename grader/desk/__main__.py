"""python3 -m desk COMMAND --OPTION VALUE...: what instructors have. An empty value wishes
nothing. Exit status: 0; 2 for what is wrong, which is told; 10 of plan: nothing has changed
since the latest run."""

import argparse
import importlib
import keyword
import os
import signal
import sys

from .wrong import Wrong

OPTIONS = """again anonymous build class compiler feedback for hold html json latest
    lesson missing out overrides result roster run seed show shrink student submission
    submissions with""".split()

# Of each command: what it is called where something is wrong, its module, and the options
# that it needs.
COMMANDS = {
    "compare": ("compare", "compare", ("build", "compiler", "lesson", "submission")),
    "export": ("export", "exports.command", ["for", "out"]),
    "handout": ("handout", "handout", ["build"]),
    "gradescope": ("gradescope", "autograder", ["build", "lesson"]),
    "gradebook": ("gradebook", "gradebook", ("for", "class", "roster", "out", "build")),
    "open": ("grade", "intake.opened", ("submission", "lesson", "build")),
    "plan": ("class", "intake.plan", ("submissions", "run", "build", "compiler")),
    "publish": ("class", "publish", ("out", "run", "build")),
    "similar": ("similar", "similar.command", ("build", "out", "compiler")),
}

STATUS_WRONG = 2


class Stopped(BaseException):
    """A signal came; all is cleared away on the way out."""


def _stop(number, _):
    raise Stopped(number)


def _attribute(option):
    return f"{option}_" if keyword.iskeyword(option) else option


def _read_options(words):
    parser = argparse.ArgumentParser(prog="desk", description=__doc__, allow_abbrev=False)
    parser.add_argument("command", choices=COMMANDS)
    for option in OPTIONS:
        parser.add_argument(f"--{option}", dest=_attribute(option))
    # A value may begin with a dash.
    pairs = zip(words[1::2], words[2::2])
    wishes = parser.parse_args(
        [*words[:1], *(f"{name}={value}" for name, value in pairs)]
    )
    for name, value in vars(wishes).items():
        setattr(wishes, name, value or None)
    for option in COMMANDS[wishes.command][2]:
        if getattr(wishes, _attribute(option)) is None:
            parser.error(f"{wishes.command} needs --{option}")
    return wishes


def _say(title, sentence):
    sys.stdout.flush()
    print(f"{title}: {sentence}", file=sys.stderr)
    return STATUS_WRONG


def _run(wishes):
    title, module, _ = COMMANDS[wishes.command]
    try:
        return importlib.import_module(f"desk.{module}").command(wishes) or 0
    except Wrong as wrong:
        return _say(wrong.title or title, wrong)
    except OSError as error:
        return _say(
            title, f"{error.filename}: {error.strerror}" if error.filename else error
        )
    except Stopped as stopped:
        _say(title, "interrupted")
        # Dies of the signal, now that all is cleared away, so that make stops too.
        signal.signal(stopped.args[0], signal.SIG_DFL)
        os.kill(os.getpid(), stopped.args[0])


def main():
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _stop)
    return _run(_read_options(sys.argv[1:]))


if __name__ == "__main__":
    sys.exit(main())
