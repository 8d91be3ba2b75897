"""Escapes text for HTML and XML: whatever it contains, it stays text."""

import json
from html import escape
from typing import Any


def clean(text: str) -> str:
    """`text` for element content and quoted attributes of HTML and XML.

    Characters that neither may contain (control characters, lone surrogates) become U+FFFD.

    >>> clean('<b title="x">\\x00')
    '&lt;b title=&quot;x&quot;&gt;\\ufffd'
    """
    return escape("".join(c if _is_fit(c) else "\ufffd" for c in text))


def _is_fit(character: str) -> bool:
    return (
        character >= " "
        and not "\x7f" <= character <= "\x9f"
        and not "\ud800" <= character <= "\udfff"
        and character not in "\ufffe\uffff"
    )


def script_json(document: Any) -> str:
    """JSON for a script element: nothing in it can end the element or begin another.

    >>> script_json("</script>")
    '"\\\\u003c/script\\\\u003e"'
    """
    text = json.dumps(document, separators=(",", ":"))
    for character in "<>&":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text
