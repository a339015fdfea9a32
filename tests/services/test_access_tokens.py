"""Keys of programs: shown once, kept as a hash, useless once revoked."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import psycopg
import pytest

from printshop.domain.incoming import NewAccessToken
from printshop.errors import InvalidInputError, NotFoundError, WrongKeyError
from printshop.platform.postgres import LocalPostgres
from printshop.services import access_tokens
from printshop.services.shop import Premises, Shop

ORCA = NewAccessToken(name="OrcaSlicer in the workshop")
REFUSED = "This key is wrong or was revoked."


def refusal(premises: Premises, key: str) -> str:
    with pytest.raises(WrongKeyError) as refused:
        access_tokens.shop_of(premises, key)
    return refused.value.message


def test_a_key_opens_the_shop_it_was_made_in_and_no_other(
    premises: Premises, shop: Shop, other_shop: Shop
) -> None:
    _, key = access_tokens.make(shop, ORCA)
    _, other_key = access_tokens.make(other_shop, ORCA)

    assert access_tokens.shop_of(premises, key).user_id == shop.user_id
    assert access_tokens.shop_of(premises, other_key).user_id == other_shop.user_id


def test_a_key_has_256_random_bits_behind_a_prefix_that_says_what_it_is(shop: Shop) -> None:
    keys = [access_tokens.make(shop, NewAccessToken(name=f"{n}"))[1] for n in range(3)]

    assert len(set(keys)) == 3
    # 43 letters of base64 hold 32 bytes.
    assert all(re.fullmatch(r"ps_[A-Za-z0-9_-]{43}", key) for key in keys)


def test_only_the_hash_of_a_key_is_in_the_database(shop: Shop, database: LocalPostgres) -> None:
    token, key = access_tokens.make(shop, ORCA)

    with psycopg.connect(database.superuser_url) as connection:
        row = connection.execute(
            "SELECT access_tokens::text FROM access_tokens WHERE id = %s", [token.id]
        ).fetchone()

    assert row is not None
    assert key not in row[0]
    assert key.removeprefix("ps_") not in row[0]


def test_a_revoked_key_opens_nothing_and_stays_in_the_list(premises: Premises, shop: Shop) -> None:
    token, key = access_tokens.make(shop, ORCA)
    access_tokens.shop_of(premises, key)

    access_tokens.revoke(shop, token.id)
    access_tokens.revoke(shop, token.id)

    assert refusal(premises, key) == REFUSED
    (listed,) = access_tokens.list_keys(shop)
    assert listed.revoked_at is not None


@pytest.mark.parametrize(
    "key", ["", "ps_", "ps_" + "A" * 43, "ps_" + "A" * 10_000, "ps_\x00" + "é" * 42, "' OR true --"]
)
def test_a_wrong_key_is_refused_in_the_same_words_as_a_revoked_one(
    premises: Premises, key: str
) -> None:
    assert refusal(premises, key) == REFUSED


def test_nobody_revokes_the_key_of_another_shop(
    premises: Premises, shop: Shop, other_shop: Shop
) -> None:
    token, key = access_tokens.make(shop, ORCA)

    with pytest.raises(NotFoundError):
        access_tokens.revoke(other_shop, token.id)

    assert access_tokens.shop_of(premises, key).user_id == shop.user_id
    assert access_tokens.list_keys(other_shop) == ()


def test_a_key_says_when_it_was_used_last(premises: Premises, shop: Shop) -> None:
    _, key = access_tokens.make(shop, ORCA)
    assert access_tokens.list_keys(shop)[0].last_used_at is None

    access_tokens.shop_of(premises, key)

    used_at = access_tokens.list_keys(shop)[0].last_used_at
    assert used_at is not None
    assert datetime.now(UTC) - used_at < timedelta(minutes=1)


def test_two_keys_in_use_do_not_bear_one_name_but_a_revoked_one_frees_it(shop: Shop) -> None:
    token, _ = access_tokens.make(shop, ORCA)

    with pytest.raises(InvalidInputError) as refused:
        access_tokens.make(shop, NewAccessToken(name=ORCA.name.upper()))
    access_tokens.revoke(shop, token.id)
    access_tokens.make(shop, ORCA)

    assert refused.value.message == "There is a key named ORCASLICER IN THE WORKSHOP already."


def test_keys_in_use_are_limited_and_stand_before_revoked_ones(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(access_tokens, "MAX_KEYS", 2)
    first, _ = access_tokens.make(shop, NewAccessToken(name="first"))
    second, _ = access_tokens.make(shop, NewAccessToken(name="second"))

    with pytest.raises(InvalidInputError) as refused:
        access_tokens.make(shop, NewAccessToken(name="third"))
    access_tokens.revoke(shop, second.id)
    access_tokens.make(shop, NewAccessToken(name="third"))

    assert refused.value.message == "There are 2 keys already."
    listed = access_tokens.list_keys(shop)
    assert [token.name for token in listed] == ["third", "first", "second"]
    assert listed[1].id == first.id


def test_a_key_that_many_programs_show_at_once_opens_for_each(
    premises: Premises, shop: Shop
) -> None:
    _, key = access_tokens.make(shop, ORCA)

    with ThreadPoolExecutor(8) as pool:
        opened = list(pool.map(lambda _: access_tokens.shop_of(premises, key), range(16)))

    assert {found.user_id for found in opened} == {shop.user_id}


def test_a_key_that_does_not_exist_cannot_be_revoked(shop: Shop) -> None:
    with pytest.raises(NotFoundError):
        access_tokens.revoke(shop, uuid4())
