"""Whose shop a command works in, where nobody signs in."""

from printshop.domain.users import LOCAL_OWNER
from printshop.errors import InvalidInputError
from printshop.repo.all_users import all_users, is_meant
from printshop.services.shop import Premises, Shop


def shop_named(
    premises: Premises, owner_url: str, wanted: str | None, *, time_zone: str = "UTC"
) -> Shop:
    """The shop of a person, by e-mail address or id; the only one where nobody is named.

    Args:
        premises: with all shops.
        owner_url: login of the database's owner, to look through all users.
        wanted: e-mail address or id; None where there is but one shop.
        time_zone: IANA name, used only when the local owner's shop is made.

    Raises:
        InvalidInputError: there is no such shop, or several and nobody is named.
        DatabaseUnavailableError: the database does not answer.

    """
    users = all_users(owner_url)
    if wanted is None and not users:
        return premises.sign_in(LOCAL_OWNER, time_zone=time_zone)
    meant = [
        user_id
        for user_id, identity in users.items()
        if wanted is None or is_meant(wanted, user_id, identity)
    ]
    if len(meant) == 1:
        return premises.of_user(meant[0])
    if wanted is not None and not meant:
        raise InvalidInputError(
            f"There is no shop of {wanted}.",
            hint="Name it by the e-mail address its owner signs in with, or by its id.",
        )
    raise InvalidInputError(
        f"There are {len(meant)} shops"
        + ("." if wanted is None else f" of {wanted}.")
        + " Say whose is meant with --shop: "
        + ", ".join(f"{users[user_id].email or 'no address'} ({user_id})" for user_id in meant[:10])
        + ".",
    )
