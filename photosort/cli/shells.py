"""Shells that complete: their scripts, how they hand over a line, how they take what fits.

A script sets `_PHOTOSORT_COMPLETE` to the name of the shell and `_PHOTOSORT_LINE` to the line up
to the cursor, and calls photosort, which prints a candidate a line. Where it prints none, the shell
completes files.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

BASH = r"""# completion of photosort in bash; photosort completion bash prints this
_photosort() {
    local each
    COMPREPLY=()
    while IFS= read -r each; do
        COMPREPLY+=("$each")
    done < <(_PHOTOSORT_COMPLETE=bash _PHOTOSORT_LINE="${COMP_LINE:0:COMP_POINT}" \
        _PHOTOSORT_BREAKS="$COMP_WORDBREAKS" "$1" 2> /dev/null)
    if [ "${#COMPREPLY[@]}" -eq 1 ]; then
        case ${COMPREPLY[0]} in
            *[:=]) compopt -o nospace 2> /dev/null ;;
        esac
    fi
}

complete -o default -F _photosort photosort
"""

ZSH = r"""#compdef photosort
# completion of photosort in zsh; photosort completion zsh prints this
_photosort() {
    local value text
    local -a open opened closed shown
    while IFS=$'\t' read -r value text; do
        if [[ $value == *[:=] ]]; then
            open+=("$value") opened+=("$value${text:+  -- $text}")
        else
            closed+=("$value") shown+=("$value${text:+  -- $text}")
        fi
    done < <(_PHOTOSORT_COMPLETE=zsh _PHOTOSORT_LINE="${(j: :)words[1,CURRENT]}" \
        "${words[1]}" 2> /dev/null)
    if (( ${#open} + ${#closed} == 0 )); then
        _files
        return
    fi
    # photosort has matched them, also where case or quotes differ
    compadd -U -S '' -l -d opened -a open
    compadd -U -l -d shown -a closed
}

if [[ $zsh_eval_context[-1] == loadautofunc ]]; then
    _photosort "$@"
else
    compdef _photosort photosort
fi
"""

FISH = r"""# completion of photosort in fish; photosort completion fish prints this
function __photosort_complete
    set -l found (_PHOTOSORT_COMPLETE=fish _PHOTOSORT_LINE=(commandline -cp | string collect) \
        photosort 2> /dev/null)
    if test (count $found) -gt 0
        printf '%s\n' $found
    else
        __fish_complete_path (commandline -ct)
    end
end

complete --command photosort --no-files --arguments '(__photosort_complete)'
"""

SCRIPTS: Mapping[str, str] = {"bash": BASH, "zsh": ZSH, "fish": FISH}
"""The completion scripts, by shell."""


class Candidate(NamedTuple):
    """A word that may stand at the cursor, and what is said of it."""

    value: str
    text: str = ""


class Line(NamedTuple):
    """A line up to the cursor: the words before the one at the cursor, and that one.

    `raw` is that word as it was typed, with its quotes; `quote` is the one that is still open.
    """

    words: tuple[str, ...]
    word: str
    raw: str
    quote: str


def split(text: str) -> Line:
    """Split a line as shells do. A quote or a backslash at the end may be left open."""
    words: list[str] = []
    word, raw, quote = "", "", ""
    at = 0
    while at < len(text):
        each = text[at]
        if each == "\\" and quote != "'":
            word += text[at + 1 : at + 2]
            raw += text[at : at + 2]
            at += 2
            continue
        at += 1
        if not quote and each.isspace():
            if raw:
                words.append(word)
            word = raw = ""
            continue
        raw += each
        if each == quote:
            quote = ""
        elif not quote and each in "'\"":
            quote = each
        else:
            word += each
    return Line(tuple(words), word, raw, quote)


def answer(shell: str, found: Sequence[Candidate], line: Line, breaks: str) -> str:
    """What a shell is told: a candidate a line; `breaks` are those of bash."""
    if shell == "bash":
        return "".join(f"{_for_bash(each.value, line, breaks)}\n" for each in found)
    return "".join(f"{each.value}\t{each.text}".rstrip("\t") + "\n" for each in found)


def _for_bash(value: str, line: Line, breaks: str) -> str:
    """A candidate as it replaces what bash takes for the word at the cursor.

    That begins behind the last of `breaks` outside of quotes, or behind the open quote.
    """
    start = _start_of_bash_word(line, breaks)
    rest = value[len(split(line.raw[:start]).word) :]
    if line.quote:
        return rest
    return _escaped(rest)


def _start_of_bash_word(line: Line, breaks: str) -> int:
    start, quote, at = 0, "", 0
    raw = line.raw
    while at < len(raw):
        each = raw[at]
        if each == "\\" and quote != "'":
            at += 2
            continue
        at += 1
        if each == quote:
            quote = ""
        elif not quote and each in "'\"":
            quote, start = each, at if line.quote else start
        elif not quote and each in breaks:
            start = at
    return start


def _escaped(text: str) -> str:
    special = " \t\\'\"`$&|;<>()*?[]{}!#~"
    return "".join(f"\\{each}" if each in special else each for each in text)
