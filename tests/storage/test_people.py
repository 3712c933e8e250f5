from datetime import timedelta

from sagstyngde.access import Principal
from storage.engine import Engine, reading, writing
from storage.people import names_of
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
