"""The app's own role searches by the indexes: what PostgreSQL itself says of its plans."""

import psycopg

from printshop.database_urls import DatabaseUrls
from tests.conftest import a_person

_FILL = """
SELECT set_config('app.current_user_id', sign_in('test', %(subject)s, '', '', 'UTC')::text, false);
INSERT INTO models (user_id, name, category)
SELECT current_user_id(), translate(md5(n::text), '0123456789', 'ghijklmnop')
           || CASE WHEN n = 77 THEN ' dragon' ELSE '' END,
       'decoration' FROM generate_series(1, 3000) n;
"""


def test_words_numbers_and_slips_are_looked_up_in_the_index(own_urls: DatabaseUrls) -> None:
    plans: list[str] = []
    superuser = own_urls.owner.replace("printshop_owner@", "postgres@")
    with psycopg.connect(superuser, autocommit=True) as connection:
        with psycopg.ClientCursor(connection) as cursor:
            cursor.execute(_FILL, {"subject": a_person().subject})
        connection.execute("ANALYZE")
        connection.add_notice_handler(lambda said: plans.append(said.message_primary or ""))
        for setting in (
            "LOAD 'auto_explain'",
            "SET auto_explain.log_min_duration = 0",
            "SET auto_explain.log_nested_statements = on",
            "SET auto_explain.log_level = notice",
            # As if it had logged in: what is a superuser's is gone, and the policies bind.
            "SET SESSION AUTHORIZATION printshop_app",
        ):
            connection.execute(setting.encode())
        found = connection.execute(
            "SELECT kind, total FROM search_hits("
            "'mvfsj', '{drag}', '{}', 6, '', '', false, NULL, NULL)"
        ).fetchall()
        near = connection.execute("SELECT term FROM search_near('w', 'dragn', 1)").fetchall()

    said = "\n".join(plans)
    assert found == [("m", 1)]
    assert near == [("dragon",)]
    for index in ("words", "sort", "name_key"):
        assert f"ix_search_entries_{index}" in said
    assert "Bitmap Index Scan on ix_search_terms_trigrams" in said
    assert "Seq Scan on search_" not in said
