from dataclasses import replace
from datetime import date, timedelta

from sagstyngde.access import Principal
from sagstyngde.retention import Retention
from storage.engine import Engine, reading, writing
from storage.people import names_of, remember_name
from storage.retention import forget_old, overdue
from storage.sessions import Beginning, start_session
from tests.answers import STAMP


def test_a_name_outlives_the_session_and_is_the_one_of_the_newest_log_in(engine: Engine) -> None:
    for place, name in enumerate(("Mette Holm", "Mette Holm Krogh")):
        who = Principal(user_id="u1", name=name, grants=())
        with writing(engine) as connection:
            beginning = Beginning(attempt=f"forsøg-{place}")
            start_session(connection, who, beginning, at=STAMP.at + timedelta(days=30 * place))

    with reading(engine) as connection:
        assert names_of(connection, ["u1", "u1", "u2"]) == {"u1": "Mette Holm Krogh"}
        assert names_of(connection, []) == {}


def test_a_name_goes_by_the_rule_that_somebody_has_decided_and_not_while_its_user_logs_in(engine: Engine) -> None:
    rules = Retention(decided_by="chefen", decided_on=date(2026, 1, 1), people_days=730)
    now = STAMP.at
    with writing(engine) as connection:
        for user_id, days in (("u1", 731), ("u2", 729)):
            who = Principal(user_id=user_id, name="Mette Holm", grants=())
            remember_name(connection, who, at=now - timedelta(days=days))

        assert overdue(connection, rules, now=now).names == 1
        assert overdue(connection, replace(rules, people_days=None), now=now).names == 0
        forget_old(connection, rules, now=now)

        assert set(names_of(connection, ["u1", "u2"])) == {"u2"}
