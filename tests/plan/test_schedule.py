"""What cron and systemd make of our lines is what we meant."""

import re
import subprocess

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from photosort.errors import UsageError
from photosort.plan.schedule import cron_command, parse_time, schedule, systemd_command

HARD = [
    "a b",
    "100%",
    "\\",
    "\\%",
    "\\\\%",
    "it's",
    '"',
    "$HOME",
    "${x}",
    "`id`",
    "é 日本",
    ";",
    "*",
]
words = st.lists(
    st.one_of(st.sampled_from(HARD), st.text(st.sampled_from("ab%\\'\"$ ~;&é`"), max_size=6)),
    min_size=1,
    max_size=4,
)


def cronie(line):
    """What cronie hands to the shell: up to a bare %, `\\%` for %, other backslashes kept."""
    return re.split(r"(?<!\\)%", line)[0].replace("\\%", "%")


def vixie(line):
    """What Vixie's cron hands to the shell: a backslash escapes % and itself."""
    result, escaped = "", False
    for c in line:
        if escaped:
            result = result[:-1] + c if c in "%\\" else result + c
            escaped = False
        elif c == "%":
            break
        else:
            result += c
            escaped = c == "\\"
    return result


def shell(text):
    """The words that sh makes of a text."""
    code = f"set -f; set -- {text}; printf '%s\\0' \"$@\""
    done = subprocess.run(["/bin/sh", "-c", code], capture_output=True, check=True)
    return done.stdout.decode().split("\0")[:-1]


def systemd(text):
    """The words of ExecStart=, by systemd.syntax(7) and systemd.service(5)."""
    found = re.findall(r'"((?:[^"\\]|\\.)*)"|(\S+)', text)
    plain = [re.sub(r"\\(.)", r"\1", quoted) if quoted or not bare else bare
             for quoted, bare in found]  # fmt: skip
    for word in plain:
        assert not re.search(r"(?<!%)(%%)*%(?!%)", word)
        assert not re.search(r"(?<!\$)(\$\$)*\$(?!\$)", word)
    return [word.replace("%%", "%").replace("$$", "$") for word in plain]


@settings(max_examples=60, deadline=None)
@given(words)
@example(HARD)
@example(["\\\\"])
def test_cron(arguments):
    command = ["/usr/bin/photosort", *arguments]
    line = cron_command(command)
    assert "\n" not in line
    assert shell(vixie(line)) == command
    assert shell(cronie(line)) == command


@settings(max_examples=200, deadline=None)
@given(words)
@example(HARD)
def test_systemd(arguments):
    command = ["/usr/bin/photosort", *arguments]
    assert systemd(systemd_command(command)) == command


def test_the_path_of_the_program_knows_no_dollar():
    assert systemd_command(["/opt/$x/photosort", "a"]).startswith("/usr/bin/env ")


@pytest.mark.parametrize("word", ["a\nb", "a\rb", "\x1b[0m", "\udcff"])
def test_what_neither_can_hold_is_refused(word):
    with pytest.raises(UsageError):
        schedule(["/usr/bin/photosort", word], (3, 15))


def test_when():
    assert parse_time("03:15") == (3, 15) and parse_time("23:59") == (23, 59)
    found = schedule(["/bin/true"], (3, 5))
    assert found.crontab == "5 3 * * * /bin/true"
    assert "OnCalendar=*-*-* 03:05:00" in found.timer
    for wrong in ("24:00", "3", "03:60", "x", "-1:00", "03:15:00"):
        with pytest.raises(UsageError):
            parse_time(wrong)
