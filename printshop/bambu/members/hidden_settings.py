"""Which settings are nobody's business: accounts, print hosts, and scripts with their keys.

A setting whose key says so is left out; of one whose value does, only the value.
"""

import re
from typing import Final

from printshop.bambu.results import LEFT_OUT, SettingValue

_SECRET_KEY: Final = re.compile(
    r"print_?host|api_?key|pass(?:word|wd|code|phrase)|token|secret|credential|access_?code"
    r"|user_?(?:id|name)|serial(?:_?(?:no|num|number))?$|_auth$|cookie"
    r"|(?:^|_)(?:dev|device|account|client)_?id(?:$|_)"
    r"|(?:^|_)(?:dev|device|printer|lan)_?ip(?:$|_)"
)
_HARMLESS: Final = frozenset(
    {"bbl_use_printhost", "printhost_authorization_type", "printhost_ssl_ignore_revoke"}
)
# Scripts that run after slicing: their arguments hold keys, and the paths name the user.
_SCRIPTS: Final = frozenset({"post_process"})
# Most values are shorter than `?key=1`, or hold none of these words: that is told much faster
# than by the expression.
_SHORTEST: Final = len("?key=1")
_HINTS: Final = ("key", "auth", "passw", "token", "secret", "bearer", "@")
_SECRET_VALUE: Final = re.compile(
    r"api[-_ ]?key[\"']?\s*[:=]\s*[^\s:=]"
    r"|authorization[\"']?\s*[:=]\s*\S"
    r"|passw(?:or)?d[\"']?\s*[:=]\s*[^\s:=]"
    r"|(?:access|auth|bearer|refresh)[-_ ]?token[\"']?\s*[:=]\s*[^\s:=]"
    r"|(?:\btoken|secret)[\"']?\s*[:=]\s*[^\s:=]"
    r"|[?&](?:key|auth)=\S"
    r"|\bx-[a-z]{1,20}-(?:key|token)\b"
    r"|\bbearer\s+[\w.~+/-]{8}"
    r"|--(?:api-?key|password|token|secret)\s+\S"
    r"|://[^\s/:@]{0,200}:[^\s/@]{1,200}@",
)


def is_secret(key: str) -> bool:
    """Whether a setting belongs to an account or a print host."""
    lowered = key.lower()
    return _SECRET_KEY.search(lowered) is not None and lowered not in _HARMLESS


def without_secrets(key: str, value: SettingValue) -> SettingValue:
    """Give the value, or `LEFT_OUT` for scripts and what holds a key or a password."""
    text = value if isinstance(value, str) else "\n".join(value)
    if key.lower() in _SCRIPTS:
        return LEFT_OUT if text.strip() else value
    if len(text) < _SHORTEST:
        return value
    lowered = text.lower()
    if any(hint in lowered for hint in _HINTS) and _SECRET_VALUE.search(lowered):
        return LEFT_OUT
    return value
