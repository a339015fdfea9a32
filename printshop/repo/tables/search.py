"""The index of the search. The app has no right to it: functions of its owner read it."""

from typing import Final

from sqlalchemy import (
    BigInteger,
    Column,
    Identity,
    Index,
    PrimaryKeyConstraint,
    Table,
    Text,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import TSVECTOR

from printshop.repo.tables.columns import flag, metadata, owner_id, within_shop

search_entries: Final = Table(
    "search_entries",
    metadata,
    owner_id(),
    Column("subject_id", Uuid, nullable=False),
    Column("kind", Text, nullable=False),
    Column("name_key", Text(collation="C")),
    Column("words", TSVECTOR, nullable=False),
    Column("sort", BigInteger, nullable=False),
    flag("is_away", default=False),
    PrimaryKeyConstraint("user_id", "subject_id"),
    Index("ix_search_entries_words", "words", postgresql_using="gin"),
    Index(
        "ix_search_entries_name_key",
        "user_id",
        "kind",
        "name_key",
        postgresql_where=text("name_key IS NOT NULL"),
    ),
    Index("ix_search_entries_sort", "user_id", "kind", text("sort DESC")),
)

search_settings: Final = Table(
    "search_settings",
    metadata,
    owner_id(),
    Column("variant_id", Uuid, primary_key=True),
    Column("words", TSVECTOR, nullable=False),
    within_shop("variant_id", "model_variants", "CASCADE"),
    Index("ix_search_settings_words", "words", postgresql_using="gin"),
    Index("ix_search_settings_user_id", "user_id", "variant_id"),
)

search_terms: Final = Table(
    "search_terms",
    metadata,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    owner_id(),
    Column("kind", Text, nullable=False),
    Column("term", Text(collation="C"), nullable=False),
    Index("ix_search_terms_term", "user_id", "kind", "term"),
    Index("ix_search_terms_trigrams", "term", postgresql_using="gin"),
)
