"""What the page says of a dry run."""

from printshop.services.exchange import FieldChange, Plan, RowPlan, RowState
from printshop.ui.inventory.exchange import words


def a_row(state: RowState, **more: object) -> RowPlan:
    values: dict[str, object] = {"where": "Row 2", "what": "PLA", "state": state, **more}
    return RowPlan(**values)  # ty: ignore[invalid-argument-type]


def test_what_needs_a_person_stands_first_and_many_alike_are_cut_short() -> None:
    change = FieldChange(field="location", was="empty", becomes="A")
    rows = [a_row(RowState.NEW)] * 102 + [
        a_row(RowState.UNCHANGED),
        a_row(RowState.CHANGED, changes=(change,), note="so"),
        a_row(RowState.WRONG, fault="It cannot."),
    ]
    plan = Plan(rows=tuple(rows))

    groups = words.groups(plan)

    assert list(groups) == ["Wrong, and left out", "Changed", "New"]
    assert groups["Wrong, and left out"][0][2] == "It cannot."
    assert groups["Changed"][0][2] == "location: empty → A; so"
    assert groups["New"][-1] == ("…", "and 2 more", "")
    assert words.told(plan) == "102 new, 1 changed; 1 left out as wrong"
