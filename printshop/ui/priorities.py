"""How urgent a job is, in the words of every form and list. Pure: no Streamlit."""

from typing import Final

# The most urgent first. A job that was moved may have a number between two of them.
PRIORITIES: Final = {"Urgent": 20, "High": 10, "Normal": 0, "Low": -10}


def priority_word(priority: int) -> str:
    """The word for any number: the one whose number it reaches, going out from Normal."""
    if priority >= PRIORITIES["Urgent"]:
        return "Urgent"
    if priority == 0:
        return "Normal"
    return "High" if priority > 0 else "Low"
