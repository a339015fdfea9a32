"""The file `.env.example`, written from the settings so that it cannot lag behind them."""

from printshop.config import Settings, variable_name
from printshop.mail_settings import MailSettings
from printshop.storage_settings import StorageSettings


def env_example() -> str:
    """Render `.env.example`: every setting, commented out, with its meaning and default."""
    lines = [
        "# Every setting of Printshop, with its default. Copy this file to .env and change",
        "# what you need. Written by `printshop env-example`; do not edit by hand.",
    ]
    # Those of storage and mail are inherited, hence first; most shops need none of them.
    inherited = StorageSettings.model_fields | MailSettings.model_fields
    for name in sorted(Settings.model_fields, key=inherited.__contains__):
        info = Settings.model_fields[name]
        default = "" if info.default is None else info.default
        lines += ["", *_wrapped(info.description or ""), f"# {variable_name(name)}={default}"]
    return "\n".join(lines) + "\n"


def _wrapped(text: str, width: int = 90) -> list[str]:
    lines = [""]
    for word in text.split():
        if len(lines[-1]) + len(word) + 1 > width:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return [f"# {line}" for line in lines]
