"""How files that wait belong together: on literals, and on files that real slicers wrote."""

from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from printshop.bambu import read_3mf
from printshop.errors import ThreeMFError
from printshop.repo.versions import KnownVersion
from printshop.services.drafts import Existing, ModelSuggestion
from printshop.services.incoming.grouping import Kin, Member, Proposal, grouped, stem
from printshop.services.incoming.summary import summary_of

LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)


def a_file(title: str, *, name: str = "", kind: str = "sliced", **said: object) -> Member:
    values: dict[str, object] = {"sha256": uuid4().hex * 2}
    return Member(id=uuid4(), name=name or f"{title}.3mf", kind=kind, title=title, **values | said)  # ty: ignore[invalid-argument-type]


def a_version(name: str, **said: object) -> KnownVersion:
    values: dict[str, object] = {
        "model_id": uuid4(),
        "model_name": name,
        "model_created_at": LONG_AGO,
        "is_archived": False,
        "variant_id": uuid4(),
        "variant_name": "P1S",
        "version": 1,
        "created_at": LONG_AGO,
        "is_sliced": True,
        "source_file_id": uuid4(),
        "project_file_id": None,
        "file_name": f"{name}.gcode.3mf",
        "sha256": "a" * 64,
        "project_sha256": None,
    }
    return KnownVersion(**values | said)  # ty: ignore[invalid-argument-type]


def kins(*members: Member, known: tuple[KnownVersion, ...] = ()) -> list[Kin]:
    return [proposal.kin for proposal in grouped(members, known).values()]


def test_files_that_have_nothing_in_common_are_models_of_their_own() -> None:
    assert kins(a_file("Vase"), a_file("Bowl")) == [Kin.NEW_MODEL, Kin.NEW_MODEL]


def test_files_of_one_title_are_one_model_and_the_oldest_makes_it() -> None:
    first, second, third = a_file("Vase"), a_file("VASE "), a_file("Vase")

    told = grouped([first, second, third], ())

    assert told[first.id] == Proposal(kin=Kin.NEW_MODEL)
    assert told[second.id] == Proposal(kin=Kin.SAME_MODEL, first=first.id)
    assert told[third.id] == Proposal(kin=Kin.SAME_MODEL, first=first.id)


def test_files_of_one_design_are_one_model_whatever_their_titles() -> None:
    first = a_file("Fox", design_model_id="US1")
    second = a_file("Fox with a hat", design_model_id="US1")
    # Of no design, but of the second's title: all three belong together.
    third = a_file("Fox with a hat")

    told = grouped([first, second, third], ())

    assert told[second.id].first == first.id
    assert told[third.id].first == first.id


def test_files_of_no_design_are_not_one_model_for_that() -> None:
    assert kins(a_file("Fox"), a_file("Hare")) == [Kin.NEW_MODEL, Kin.NEW_MODEL]


def test_the_very_same_bytes_are_a_double_of_the_first() -> None:
    first = a_file("Vase", sha256="b" * 64)
    again = a_file("Vase", sha256="b" * 64)

    told = grouped([first, again], ())

    assert told[again.id] == Proposal(kin=Kin.DUPLICATE, first=first.id)


def test_a_file_that_is_still_being_sent_has_no_bytes_to_be_a_double_of() -> None:
    assert Kin.DUPLICATE not in kins(a_file("Vase", sha256=None), a_file("Bowl", sha256=None))


def test_bytes_that_the_shop_has_say_where_as_a_version_or_as_its_project() -> None:
    version = a_version("Vase", project_sha256="c" * 64)
    assert version.variant_id is not None
    place = Existing(
        model_id=version.model_id, variant_id=version.variant_id, label="Vase, version 1"
    )
    sliced, project = a_file("x", sha256="a" * 64), a_file("y", sha256="c" * 64)

    told = grouped([sliced, project], [version])

    assert told[sliced.id] == Proposal(kin=Kin.DUPLICATE, existing=place)
    assert told[project.id] == Proposal(kin=Kin.DUPLICATE, existing=place)


@pytest.mark.parametrize(
    ("member", "reason"),
    [
        (a_file("Another title", name="Vase.gcode.3mf"), "a file of the same name"),
        (a_file("vase"), "a model of the same name"),
    ],
)
def test_a_model_of_the_shop_gets_its_next_version(member: Member, reason: str) -> None:
    model_id = uuid4()
    newest = a_version("Vase", model_id=model_id, version=3, file_name="other.3mf")
    oldest = a_version("Vase", model_id=model_id, version=1)

    told = grouped([member], [newest, oldest])

    assert told[member.id] == Proposal(
        kin=Kin.NEW_VERSION,
        newer_of=ModelSuggestion(model_id=model_id, name="Vase", next_version=4, reason=reason),
    )


def test_an_archived_model_is_not_found_by_its_title() -> None:
    archived = a_version("Vase", is_archived=True, file_name="other.3mf")

    assert kins(a_file("Vase"), known=(archived,)) == [Kin.NEW_MODEL]


def test_a_file_saved_from_the_same_batch_gives_its_name_to_nobody_else() -> None:
    # Two folders of one drop may well hold a plate_1.3mf each.
    saved = a_version("Vase", file_name="plate_1.3mf")
    mate = a_file("Bowl", name="plate_1.3mf", batch_mates=frozenset({saved.variant_id}))

    assert kins(mate, known=(saved,)) == [Kin.NEW_MODEL]


def test_a_file_whose_kin_was_saved_under_another_name_is_its_next_version() -> None:
    saved = a_version("Spiral vase", file_name="a.3mf")
    kin = a_file("Vase", saved_kin=saved.variant_id)

    told = grouped([kin], [saved])[kin.id]

    assert told.newer_of == ModelSuggestion(
        model_id=saved.model_id,
        name="Spiral vase",
        next_version=2,
        reason="a file of the same design",
    )


@pytest.mark.parametrize(
    ("project", "sliced"),
    [
        # By name, design or title; underscores are the slicer's blanks.
        (
            a_file("x", name="cube_test.3mf", kind="project"),
            a_file("y", name="Cube test.gcode.3mf"),
        ),
        (a_file("x", design_model_id="US1", kind="project"), a_file("y", design_model_id="US1")),
        (a_file("Vase", name="p.3mf", kind="project"), a_file("Vase", name="s.3mf")),
        (a_file("Vase", kind="project"), a_file("Vase", name="s.3mf", kind="numbers_only")),
    ],
)
def test_a_project_is_kept_beside_what_was_sliced_from_it(project: Member, sliced: Member) -> None:
    told = grouped([project, sliced], ())

    assert told[project.id] == Proposal(
        kin=Kin.PROJECT, first=sliced.id, project_of=sliced.id, beside=sliced.name
    )
    assert told[sliced.id] == Proposal(kin=Kin.NEW_MODEL)


def test_a_sliced_file_has_one_project_and_the_next_is_a_model_of_its_own() -> None:
    sliced = a_file("Vase", name="vase.gcode.3mf")
    first, second = a_file("Vase", kind="project"), a_file("Vase", kind="project")

    assert kins(sliced, first, second) == [Kin.NEW_MODEL, Kin.PROJECT, Kin.SAME_MODEL]


def test_a_project_of_a_saved_version_is_kept_beside_it_unless_that_has_one() -> None:
    lacking = a_version("Vase")
    having = a_version("Bowl", project_file_id=uuid4())
    typed = a_version("Cup", is_sliced=False)
    projects = [a_file(name, kind="project") for name in ("Vase", "Bowl", "Cup")]

    told = grouped(projects, [lacking, having, typed])

    first = told[projects[0].id]
    assert (first.kin, first.project_of) == (Kin.PROJECT, lacking.source_file_id)
    assert first.beside == "Vase, version 1"
    assert [told[of.id].kin for of in projects[1:]] == [Kin.NEW_VERSION, Kin.NEW_VERSION]


def test_the_name_of_a_file_without_what_slicers_append() -> None:
    assert stem("My_cube.gcode.3MF") == "My cube"
    assert stem("a.3mf.gcode.3mf") == "a.3mf"


def test_the_real_files_of_one_title_are_grouped_and_all_others_stay_alone(
    real_3mf: Path,
) -> None:
    members = _real_members(real_3mf)

    told = grouped(members, ())

    title_of = {member.id: member.title for member in members}
    same = [
        (title_of[member_id], title_of[proposal.first])
        for member_id, proposal in told.items()
        if proposal.kin is Kin.SAME_MODEL and proposal.first is not None
    ]
    # Seven files of the specification hold a die, two a cube; nothing else shares a title.
    assert same == [("Dice", "Dice")] * 6 + [("Cube", "Cube")]
    assert {proposal.kin for proposal in told.values()} == {Kin.NEW_MODEL, Kin.SAME_MODEL}


def test_a_real_project_and_what_a_real_slicer_made_of_it_are_partners(real_3mf: Path) -> None:
    # As they lie in a maker's folder, without the prefix of the collection.
    members = [
        _real_member(next(real_3mf.glob(f"*__CubeTest{end}")), name=f"CubeTest{end}")
        for end in (".3mf", ".gcode.3mf")
    ]

    told = grouped(members, ())

    assert told[members[0].id].project_of == members[1].id


def _real_members(folder: Path) -> list[Member]:
    members = []
    for path in sorted(folder.glob("*.3mf")):
        try:
            members.append(_real_member(path, name=path.name))
        except ThreeMFError:
            continue
    return members


def _real_member(path: Path, *, name: str) -> Member:
    found = summary_of(read_3mf(path, name=name, split=False), name)
    return Member(
        id=UUID(int=abs(hash(path.name))),
        name=name,
        sha256=None,
        kind=found.kind,
        title=found.title,
        design_model_id=found.design_model_id,
    )
