"""What a leader changes on the board: kept once, with its reason, taken back, held fast in the next proposal."""

from fastapi.testclient import TestClient

from tests.serve.at_board import address, another, edit, holders, now, proposed, send, text_of


def test_a_move_is_kept_with_its_reason_told_and_taken_back(leader: TestClient) -> None:
    plan = proposed(leader)
    to = another(plan, "c0")
    kept = edit(leader, plan, "c0", to)
    changed = now(leader, plan)
    shown = text_of(leader.get(kept.headers["location"]))
    undone = send(leader, address(plan, "/fortryd"), key=6, udgave=changed["version"])
    after = now(leader, plan)

    assert kept.status_code == undone.status_code == 303
    assert next(one["caseworker_id"] for one in changed["placements"] if one["case_id"] == "c0") == to
    assert f"Gemt. Sag c0 er givet til W {to[1]}." in shown
    assert "»kender familien«" in shown
    assert after["version"] == 3
    assert {**after, "version": 1} == plan  # with its reasons and proofs, as it was
    assert "Ændringen er fortrudt." in text_of(leader.get(undone.headers["location"]))


def test_a_form_sent_twice_changes_once(leader: TestClient) -> None:
    plan = proposed(leader)
    to = another(plan, "c0")

    answers = [edit(leader, plan, "c0", to) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [303, 303]
    assert now(leader, plan)["version"] == 2


def test_a_move_without_a_reason_comes_back_with_what_was_chosen(leader: TestClient) -> None:
    plan = proposed(leader)
    to = another(plan, "c0")

    answer = edit(leader, plan, "c0", to, reason="")

    assert answer.status_code == 422
    assert f'name="til" value="{to}"' in answer.text
    assert "Begrundelsen mangler." in text_of(answer)
    assert now(leader, plan)["version"] == 1


def test_the_second_of_two_tabs_is_told_and_overwrites_nothing(leader: TestClient) -> None:
    plan = proposed(leader)
    edit(leader, plan, "c0", another(plan, "c0"))

    late = edit(leader, plan, "c1", another(plan, "c1"), key=7)
    tried = leader.get(address(plan, f"/proev?sag=c1&til={another(plan, 'c1')}&udgave=1"))
    committed = send(leader, address(plan, "/godkend"), key=8, udgave=1)

    assert [answer.status_code for answer in (late, tried, committed)] == [409, 409, 409]
    for answer in (late, tried, committed):
        assert "Forslaget er ændret, siden du åbnede siden." in text_of(answer)
    assert now(leader, plan)["version"] == 2
    assert holders(leader, "c1") == []


def test_what_the_leader_changed_is_held_fast_in_the_next_proposal_with_her_reason(leader: TestClient) -> None:
    plan = proposed(leader)
    to = another(plan, "c0")
    edit(leader, plan, "c0", to, key=5, reason="kender familien")
    edit(leader, plan | {"version": 2}, "c1", "-", key=6, reason="venter på journal")

    then = proposed(leader, key=7, holdt_fra=plan["plan_id"])
    shown = text_of(leader.get(address(then)))
    card = shown.partition("Sag c0 Flyt")[2].partition("Sag c2 Flyt")[0]

    placed = {one["case_id"]: one["caseworker_id"] for one in then["placements"]}
    assert placed["c0"] == to
    assert "c1" not in placed | {one["case_id"]: None for one in then["unplaced"]}
    assert "Lederens valg, holdt fast »kender familien«" in card
    assert "Er valgt af lederen." in card
    assert "eneste, der opfylder kravene" not in card.partition("Ellers:")[0]
    assert f"Holdt fast fra et tidligere forslag: Sag c0 er givet til W {to[1]}: »kender familien«" in shown
    assert "Holdt fast fra et tidligere forslag: Sag c1 er taget ud af forslaget: »venter på journal«" in shown
    assert "er kommet til, siden forslaget blev lavet" not in shown  # the case taken out is no news


def test_what_was_held_fast_is_held_again_and_only_what_is_done_here_is_taken_back(leader: TestClient) -> None:
    plan = proposed(leader)
    to = another(plan, "c0")
    edit(leader, plan, "c0", to, key=5)
    second = proposed(leader, key=6, holdt_fra=plan["plan_id"])
    nothing = send(leader, address(second, "/fortryd"), key=7, udgave=1)
    edit(leader, second, "c0", another(second, "c0"), key=8, reason="en anden grund")
    send(leader, address(second, "/fortryd"), key=9, udgave=2)

    third = proposed(leader, key=4, holdt_fra=second["plan_id"])

    assert nothing.status_code == 409
    assert {one["case_id"]: one["caseworker_id"] for one in third["placements"]}["c0"] == to
    assert "Lederens valg, holdt fast »kender familien«" in text_of(leader.get(address(third)))
