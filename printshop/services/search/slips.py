"""What a mistyped word was meant to be: a word of the shop that looks much like it."""

from collections.abc import Iterator, Sequence
from typing import Final

from printshop.domain.search import typing_distance
from printshop.repo import UnitOfWork

# Three letters are like too many others.
_SHORTEST: Final = 4
_LONG: Final = 6
_LOOKED_AT: Final = 50
_TRIED: Final = 3
# Of trigrams, where more letters are wrong than a slip explains.
_ALIKE: Final = 0.5

Corrections = tuple[tuple[str, str], ...]


def meant(uow: UnitOfWork, words: Sequence[str]) -> Iterator[tuple[tuple[str, ...], Corrections]]:
    """The likeliest other readings of some words, each with what was changed in it.

    Words that the shop has stay; nothing is read otherwise where the shop has all of them.
    """
    known = uow.search.known_words(words)
    yield from _joined(uow, words, known)
    unknown = [word for word in dict.fromkeys(words) if word not in known]
    choices = {word: _alike(uow, word) for word in unknown}
    if not unknown or not all(choices.values()):
        return
    for place in range(max(len(found) for found in choices.values())):
        chosen = {word: found[min(place, len(found) - 1)] for word, found in choices.items()}
        yield tuple(chosen.get(word, word) for word in words), tuple(chosen.items())


def _joined(
    uow: UnitOfWork, words: Sequence[str], known: frozenset[str]
) -> Iterator[tuple[tuple[str, ...], Corrections]]:
    """`key chain` for keychain, where a part of it is unknown."""
    pairs = [
        (place, words[place] + words[place + 1])
        for place in range(len(words) - 1)
        if not {words[place], words[place + 1]} <= known
    ]
    there = uow.search.known_words([joined for _, joined in pairs])
    for place, joined in pairs:
        if joined in there:
            typed = f"{words[place]} {words[place + 1]}"
            yield (*words[:place], joined, *words[place + 2 :]), ((typed, joined),)


def _alike(uow: UnitOfWork, word: str) -> list[str]:
    if len(word) < _SHORTEST or any(sign.isdecimal() for sign in word):
        return []
    allowed = 2 if len(word) >= _LONG else 1
    judged = [
        (typing_distance(word, other), -alike, other) for other, alike in _candidates(uow, word)
    ]
    good = [one for one in judged if one[0] <= allowed or -one[1] >= _ALIKE]
    return [other for _, _, other in sorted(good)[:_TRIED]]


def _candidates(uow: UnitOfWork, word: str) -> Iterator[tuple[str, float]]:
    """Words with the same three letters in a row, and those with two letters turned."""
    yield from uow.search.words_like(word, most=_LOOKED_AT)
    turned = {word[:at] + word[at + 1] + word[at] + word[at + 2 :] for at in range(len(word) - 1)}
    yield from ((other, 0.0) for other in uow.search.known_words(sorted(turned - {word})))
