"""Attacks on encodings, as somebody would try them who holds the encodings and not the key.

The attacker of every attack knows how encodings are made and holds a list of the very people behind
them in clear text: the worst case.  What each is given beside that is said with it.  An attack
counts as having undone a name when its first guess is right.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from joinedup.record.linkage.engine.encoding.features import Values, tokens
from joinedup.record.linkage.engine.encoding.filters import Bits

Fields = Mapping[str, Sequence[Values]]
_Reals = npt.NDArray[np.float32]

_NAMES = ("given", "family")


@dataclass(frozen=True)
class Undone:
    """The share of people whose given name, and whose surname, the attack guessed at once."""

    given: float
    family: float


def commonest(fields: Fields) -> Undone:
    """No attack at all: everybody is taken to have the commonest name."""
    return _undone(fields, {name: [Counter(fields[name]).most_common(1)[0][0]] * _size(fields)
                            for name in _NAMES})  # fmt: skip


def by_counting(bits: Bits, fields: Fields) -> Undone:
    """Equal encodings are counted, and the n-th most frequent is taken for the n-th most frequent
    of the values that were encoded, as far as it is more frequent than any by chance."""
    rows = [row.tobytes() for row in bits]
    guessed: dict[str, list[Values]] = {}
    for name in _NAMES:
        seen, known = Counter(rows), Counter(fields[name])
        usual = known.most_common(1)[0][0]
        ranked = [value for value, _ in known.most_common()]
        order = {row: rank for rank, (row, count) in enumerate(seen.most_common()) if count > 1}
        guessed[name] = [
            ranked[order[row]] if order.get(row, len(ranked)) < len(ranked) else usual
            for row in rows
        ]
    return _undone(fields, guessed)


def by_patterns(bits: Bits, fields: Fields) -> Undone:
    """Bits that are set together are taken for one token, the most frequent set for the most
    frequent token, and every name for the one whose tokens are set most."""
    filled = np.unpackbits(bits, axis=1).astype(np.float32)
    frequent = filled.mean(axis=0)
    filled, frequent = filled[:, frequent > _SELDOM], frequent[frequent > _SELDOM]
    groups = _set_together(filled, frequent)
    often = np.array([filled[:, group].min(axis=1).mean() for group in groups])
    order = [groups[n] for n in np.argsort(-often)]
    expected = Counter(
        (name, token) for name in fields for found in fields[name] if found
        for token in tokens(name, found)
    )  # fmt: skip
    taken = dict(zip((token for token, _ in expected.most_common(len(order))), order, strict=False))
    guessed = {}
    for name in _NAMES:
        candidates = [value for value, _ in Counter(fields[name]).most_common(_CANDIDATES) if value]
        scores = np.stack([_score(filled, taken, name, value) for value in candidates], axis=1)
        guessed[name] = [candidates[n] for n in scores.argmax(axis=1)]
    return _undone(fields, guessed)


_SELDOM, _TOGETHER, _CANDIDATES = 0.005, 0.75, 400


def _set_together(filled: _Reals, frequent: _Reals) -> list[npt.NDArray[np.int64]]:
    """Columns, each with those that are set with it in three of four records where either is."""
    both = filled.T @ filled / len(filled)
    either = frequent[:, None] + frequent[None, :] - both
    alike = both / np.maximum(either, 1e-9) >= _TOGETHER
    free = np.ones(len(frequent), bool)
    groups = []
    for column in np.argsort(-alike.sum(axis=1)):
        group = np.flatnonzero(alike[column] & free)
        if free[column] and len(group) > 1:
            groups.append(group)
            free[group] = False
    return groups


def _score(
    filled: _Reals, taken: Mapping[tuple[str, str], npt.NDArray[np.int64]], name: str, value: Values
) -> _Reals:
    known = [taken[name, token] for token in tokens(name, value) if (name, token) in taken]
    if not known:
        return np.zeros(len(filled), np.float32)
    means = [filled[:, group].mean(axis=1) for group in known]
    return np.asarray(np.mean(means, axis=0), np.float32)


def by_known_people(bits: Bits, fields: Fields, known: int, *, seed: int = 1) -> Undone:
    """The attacker has learnt who so many of the encodings are, and learns from them which bits go
    with which pair of letters (ridge regression); measured on all the others."""
    order = np.random.default_rng(seed).permutation(len(bits))
    told, others = order[:known], order[known:]
    filled = np.unpackbits(bits, axis=1).astype(np.float32)
    filled -= filled[told].mean(axis=0)
    guessed = {}
    for name in _NAMES:
        values = fields[name]
        candidates = [value for value, _ in Counter(values).most_common() if value]
        words = sorted({token for value in candidates for token in tokens(name, value)})
        place = {word: n for n, word in enumerate(words)}
        made = _indicators(candidates, name, place)
        wanted = _indicators([values[n] for n in told], name, place)
        mean = wanted.mean(axis=0)
        predicted = _ridge(filled[told], wanted - mean, filled[others])
        shifted = made - mean
        shifted /= np.maximum(np.linalg.norm(shifted, axis=1, keepdims=True), 1e-9)
        guessed[name] = [candidates[n] for n in (predicted @ shifted.T).argmax(axis=1)]
    rest = {name: [fields[name][n] for n in others] for name in _NAMES}
    return _undone(rest, guessed)


def _indicators(values: Sequence[Values], name: str, place: Mapping[str, int]) -> _Reals:
    made = np.zeros((len(values), len(place)), np.float32)
    for row, value in enumerate(values):
        for token in tokens(name, value) if value else ():
            made[row, place[token]] = 1
    return made


def _ridge(given: _Reals, wanted: _Reals, asked: _Reals) -> _Reals:
    inner = given @ given.T
    inner[np.diag_indices_from(inner)] += _PENALTY * float(np.trace(inner)) / len(inner)
    return np.asarray(asked @ (given.T @ np.linalg.solve(inner, wanted)), np.float32)


_PENALTY = 0.3


def by_resemblance(
    bits: Bits, fields: Fields, listed: Bits, truth: npt.NDArray[np.int64]
) -> Undone:
    """The attacker encodes a list of people under a key of his own: who resembles whom is nearly
    the same under any key.  People are matched by how alike they are to their neighbours, then,
    from the surest on, by how alike they are to those already matched.  ``truth``: of every
    encoding its place in the list, which is only used to count; ``fields`` are the list's."""
    theirs, ours = _alike(bits), _alike(listed)
    place = _matched(theirs, ours)
    right = [[fields[name][p] == fields[name][t] for p, t in zip(place, truth, strict=True)]
             for name in _NAMES]  # fmt: skip
    return Undone(*(float(np.mean(column)) for column in right))


_NEIGHBOURS, _SEEDS, _ROUNDS = 40, 60, 8


def _alike(bits: Bits) -> _Reals:
    """Dice's coefficient of all pairs; 0 of a record with itself."""
    filled = np.unpackbits(bits, axis=1).astype(np.float32)
    counts = filled.sum(axis=1)
    both = filled @ filled.T
    made = 2 * both / np.maximum(counts[:, None] + counts[None, :], 1)
    np.fill_diagonal(made, 0)
    return np.asarray(made, np.float32)


def _matched(theirs: _Reals, ours: _Reals) -> npt.NDArray[np.int64]:
    """Of every encoding the place in the list that fits best."""
    near = [np.sort(alike, axis=1)[:, -_NEIGHBOURS:] for alike in (theirs, ours)]
    whole = [np.stack([a.mean(axis=1), a.std(axis=1)], axis=1) * 3 for a in (theirs, ours)]
    one, other = (np.hstack(pair) for pair in zip(near, whole, strict=True))
    fit = -_distances(_scaled(one), _scaled(other))
    seeds = _SEEDS
    for _ in range(_ROUNDS):
        rows, places = _surest(fit, seeds)
        fit = _scaled(theirs[:, rows]) @ _scaled(ours[:, places]).T
        seeds = min(2 * seeds, len(theirs))
    return np.asarray(fit.argmax(axis=1))


def _scaled(rows: _Reals) -> _Reals:
    centred = rows - rows.mean(axis=0)
    centred /= np.maximum(centred.std(axis=0), 1e-6)
    return np.asarray(
        centred / np.maximum(np.linalg.norm(centred, axis=1, keepdims=True), 1e-9), np.float32
    )


def _distances(one: _Reals, other: _Reals) -> _Reals:
    return np.asarray(
        (one**2).sum(axis=1)[:, None] + (other**2).sum(axis=1)[None, :] - 2 * one @ other.T
    )


def _surest(fit: _Reals, most: int) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Pairs that are each other's best, those first that leave the second best furthest behind."""
    best = fit.argmax(axis=1)
    back = fit.argmax(axis=0)
    mutual = np.flatnonzero(back[best] == np.arange(len(fit)))
    two = np.partition(fit[mutual], -2, axis=1)[:, -2:]
    ahead = mutual[np.argsort(two[:, 0] - two[:, 1])][:most]
    return ahead, best[ahead]


def by_the_key(bits: Bits, fields: Fields, listed: Bits, truth: npt.NDArray[np.int64]) -> Undone:
    """The attacker holds the key: the list is encoded with it, and the nearest taken."""
    filled = np.unpackbits(bits, axis=1).astype(np.float32)
    place = np.asarray(
        (filled @ (2 * np.unpackbits(listed, axis=1).astype(np.float32).T - 1)).argmax(1)
    )
    right = [[fields[name][p] == fields[name][t] for p, t in zip(place, truth, strict=True)]
             for name in _NAMES]  # fmt: skip
    return Undone(*(float(np.mean(column)) for column in right))


def _size(fields: Fields) -> int:
    return len(fields[_NAMES[0]])


def _undone(fields: Fields, guessed: Mapping[str, Sequence[Values]]) -> Undone:
    shares = [
        np.mean([a == b for a, b in zip(fields[name], guessed[name], strict=True)])
        for name in _NAMES
    ]
    return Undone(*map(float, shares))
