"""Texts that are safe to show: what submissions and file names say may steer no terminal
and no page."""

import re

# C0 and C1 controls, characters that turn the direction of the text, and those that nobody
# sees; bytes that are no UTF-8 (as os.fsdecode has them); the last two of each plane, which
# are no characters.
_UNSEEN = (
    "\x00-\x09\x0b-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f"
    "\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\u3164\ud800-\udfff\ufe00-\ufe0f\ufeff"
    "\uffa0\ufff0-\ufffb\ufffe\uffff\U000e0000-\U000e0fff"
    + "".join(
        f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}"
        for plane in range(0x10000, 0x110000, 0x10000)
    )
)
# Scripts in which a joiner between two letters is part of the spelling (Unicode, UAX #31).
_JOINED = "\u0600-\u061b\u061d-\u17b3\u17b6-\u180a\u1810-\u18af\ua800-\uabff\ufb50-\ufdff\ufe70-\ufefc"
_JOINER = re.compile(f"(?<=[{_JOINED}])[\u200c\u200d](?=[{_JOINED}])")
_HIDDEN = re.compile(f"[{_UNSEEN}\u200c\u200d]")
_BROKEN = re.compile("[\ud800-\udc7f\udd00-\udfff]")


def _spelled(match):
    if _JOINER.match(match.string, match.start()):
        return match[0]
    return "".join(
        f"\\x{byte:02x}" for byte in match[0].encode("utf-8", "surrogateescape")
    )


def safe(text):
    """The text with \\xHH for each byte of what must not be shown; tabs and CR LF become
    blanks and newlines."""
    if text.isascii() and text.replace("\n", "").isprintable():
        return text
    if _BROKEN.search(text):
        # Surrogates that stand for no byte of a name: JSON can bring them.
        text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return _HIDDEN.sub(_spelled, text.replace("\r\n", "\n").replace("\t", "        "))


def begin(text, most):
    """At most so many bytes of the text, whole characters, and how many bytes more there
    are."""
    data = text.encode("utf-8", "surrogateescape")
    if len(data) <= most:
        return text, 0
    while most > 0 and data[most] & 0xC0 == 0x80:
        most -= 1
    return data[:most].decode("utf-8", "surrogateescape"), len(data) - most


def cut(text, most):
    """The same, safe to show, with what was left out said."""
    kept, more = begin(text, most)
    return safe(kept) + (f"\n({more} bytes more)" if more else "")


def count(number, noun):
    """ "1 student", "2 students" """
    return f"{number} {noun}{'' if number == 1 else 's'}"
