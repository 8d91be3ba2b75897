"""Average linkage of unit vectors by cosine similarity, exact, without a matrix of all pairs.

Two groups are as similar as the mean over all pairs of a member of one and a member of the other.
Of any two groups whose sums are S and T that is S·T / (|S| |T|), so a group is its sum. Penalties
are one more column: theirs are subtracted, and the sums of products are products of sums, too.

All groups that are each other's nearest are merged at once. Average linkage is reducible: a merged
group is never nearer to a third than the nearer of its parts was. Hence

- merging all reciprocal pairs at once gives what one at a time gives (Murtagh, "A survey of recent
  advances in hierarchical clustering algorithms", 1983),
- a group that is less than `threshold` similar to every other is finished and drops out,
- what is not among the nearest of a group stays below a bound, also after merges.

Each group keeps its `KEPT` nearest and that bound. Only when all that it kept are below the bound
is it compared with all groups again. Comparisons with all are products of float32 tiles that
merely look for candidates; every similarity that decides is summed in float64, by a sum that does
not depend on tiles.
"""

from collections import Counter
from typing import TypeVar

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float32]
Doubles = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

_Real = TypeVar("_Real", np.float32, np.float64)

KEPT = 64
"""Nearest groups that a group remembers."""

_TILE = (512, 2048)  # 4 MB of products: they stay in the cache until they are looked through
_PAIRS = 1 << 16  # pairs evaluated at once
_SLACK = 1e-5  # more than float32 products of unit vectors are wrong by


def link(
    embeddings: Floats,
    photo: Ints,
    threshold: float,
    twice: float,
    penalty: Floats | None = None,
) -> Ints:
    """The group of each row; groups merge while their average similarity is at least `threshold`.

    embeddings  (n, d), rows of unit length
    photo       (n,), the photo that a row is of
    threshold   0 to 1; much below 0.3 nearly all pairs are candidates
    twice       subtracted from the similarity of two rows of one photo
    penalty     (n,) 0 or more; the product of those of two rows is subtracted, too

    Groups are numbered 0, 1, … by their first row. Of equally similar pairs the one with the lower
    first row merges first, so the order of rows matters only for ties. Takes n² d multiplications
    and memory for n · (d + `KEPT`) numbers.
    """
    if not len(embeddings):
        return np.empty(0, dtype=np.int64)
    groups = _Groups(embeddings, photo, threshold, twice, penalty)
    groups.run()
    return np.unique(groups.root(np.arange(len(embeddings))), return_inverse=True)[1]


class _Groups:
    """The groups while they grow. A group is numbered by its first row."""

    def __init__(
        self,
        embeddings: Floats,
        photo: Ints,
        threshold: float,
        twice: float,
        penalty: Floats | None,
    ) -> None:
        n = len(embeddings)
        self.threshold, self.twice = threshold, twice
        rows = with_penalty(embeddings, np.zeros(n, np.float32) if penalty is None else penalty)
        self.sums: Doubles = rows.astype(np.float64)
        self.size = np.ones(n, dtype=np.int64)
        self.parent: Ints = np.arange(n)
        self.photo = photo
        self.crowds = _crowds(photo)
        self.crowded = np.zeros(n, dtype=np.bool_)
        self.crowded[list(self.crowds)] = True
        # the nearest groups, unordered, -1 for none. `seen` is the size of each when compared:
        # a group that has grown or gone since is compared again
        self.near = np.full((n, KEPT), -1, dtype=np.int32)
        self.like = np.full((n, KEPT), -np.inf)
        self.seen = np.zeros((n, KEPT), dtype=np.int32)
        self.bound = np.full(n, threshold)
        self.best: Ints = np.full(n, -1)
        self.best_like = np.full(n, -np.inf)
        self.best_seen = np.zeros(n, dtype=np.int64)
        self.open = np.ones(n, dtype=np.bool_)  # neither merged into another nor finished
        self.means = rows
        self.place: Ints = np.arange(n)  # row of `means` of a group
        self.at: Ints = np.arange(n)  # and back

    def run(self) -> None:
        """Merge until nothing is left to merge."""
        self.merge_equals()
        live = np.flatnonzero(self.open)
        self.search(live)
        while True:
            live = live[self.open[live]]
            best = self.best[live]
            mutual = live[(self.best[best] == live) & (live < best)]
            if not len(mutual):
                if not len(live):
                    return
                # ties that rounding turned into a cycle
                mutual = live[[np.argmax(self.best_like[live])]]
            self.merge(mutual, self.best[mutual])
            live = live[self.open[live]]
            best = self.best[live]
            lost = (self.parent[best] != best) | (self.size[best] != self.best_seen[live])
            self.renew(live[lost])

    def merge_equals(self) -> None:
        """Merge equal rows, one per photo, at once: pair by pair would take far too long.

        Nothing is more similar, so they would merge first in any case.
        """
        rows = np.ascontiguousarray(self.means).view(
            f"V{self.means.itemsize * self.means.shape[1]}"
        )
        same = np.unique(rows.ravel(), return_inverse=True)[1].reshape(-1)
        order = np.lexsort((np.arange(len(same)), self.photo, same))
        again = (np.diff(same[order], prepend=-1) == 0) & (
            np.diff(self.photo[order], prepend=self.photo[order[:1]]) == 0
        )
        chosen = np.sort(order[~again])
        chosen = chosen[self.sums[chosen, -1] == 0]  # with a penalty, others may be more similar
        first = np.full(len(same), len(same))
        np.minimum.at(first, same[chosen], chosen)
        one, other = first[same[chosen]], chosen
        self.unite(one[one != other], other[one != other])

    def unite(self, one: Ints, other: Ints) -> None:
        """Add groups to others; several may go to the same one."""
        np.add.at(self.sums, one, self.sums[other])
        np.add.at(self.size, one, self.size[other])
        self.parent[other] = one
        self.close(other)
        self.means[self.place[one]] = self.sums[one] / self.size[one][:, None]
        for a, b in zip(one.tolist(), other.tolist(), strict=True):
            if self.crowded[b]:
                self.crowds[a] = _united(self.crowds.get(a), self.crowds.pop(b))
                self.crowded[a] = True

    def merge(self, one: Ints, other: Ints) -> None:
        """Merge pairs of groups."""
        one, other = np.minimum(one, other), np.maximum(one, other)
        weight = self.size[one] / (self.size[one] + self.size[other])
        self.bound[one] = weight * self.bound[one] + (1 - weight) * self.bound[other]
        self.unite(one, other)
        owner, column = np.nonzero(self.near[np.concatenate([one, other])] >= 0)
        source = np.concatenate([one, other])[owner]
        owner = np.concatenate([one, one])[owner]
        near = self.root(self.near[source, column])
        pairs = np.unique(owner * len(self.parent) + near)
        owner, near = np.divmod(pairs, len(self.parent))
        owner, near = owner[owner != near], near[owner != near]
        self.keep(one, owner, near, self.compare(owner, near))
        self.settle(one)

    def renew(self, rows: Ints) -> None:
        """Find the best again among those kept, some of which have grown or gone.

        By growing, a kept group becomes less similar, or stays below the bound. So only those that
        seem to be the best have to be compared.
        """
        near, seen, like = self.near[rows], self.seen[rows], self.like[rows]
        now = self.root(near)
        stale = (near >= 0) & ((now != near) | (self.size[now] != seen))
        todo: Ints = np.arange(len(rows))
        while len(todo):
            first = stale[todo] & (like[todo] == like[todo].max(axis=1, keepdims=True))
            row, column = np.nonzero(first)
            row = todo[row]
            other = now[row, column]
            likes = self.compare(rows[row], other)
            enough = likes >= self.threshold
            near[row, column] = np.where(enough, other, -1)
            like[row, column] = np.where(enough, likes, -np.inf)
            seen[row, column] = self.size[other]
            stale[row, column] = False
            todo = np.unique(row)
        self.near[rows], self.like[rows], self.seen[rows] = near, like, seen
        self.choose(rows)
        self.settle(rows)

    def settle(self, rows: Ints) -> None:
        """Search again for groups that may have nearer neighbours than those they kept."""
        self.search(rows[self.is_open_question(rows)])
        self.close(rows[self.best[rows] < 0])

    def is_open_question(self, rows: Ints) -> Bools:
        """Whether there may be a nearer group than the best that was kept."""
        bound: Bools = (self.best_like[rows] < self.bound[rows]) & (
            self.bound[rows] > self.threshold
        )
        return bound

    def search(self, rows: Ints) -> None:
        """Find the nearest of all groups for each of these; close those without one."""
        self.shrink()
        for start in range(0, len(rows), _TILE[0]):
            block = rows[start : start + _TILE[0]]
            self.take(block, *self.candidates(block), most=2 * KEPT)
            # rows of the same photo, or equal rows, took the first places
            again = block[self.is_open_question(block)]
            if len(again):
                self.take(again, *self.candidates(again), most=len(self.means))
        self.close(rows[self.best[rows] < 0])

    def candidates(self, rows: Ints) -> tuple[Ints, Ints, Floats]:
        """All pairs of `rows` and open groups that look similar enough: row, group, likeness."""
        found = []
        means = against(self.means[self.place[rows]])
        for start in range(0, len(self.means), _TILE[1]):
            tile = means @ self.means[start : start + _TILE[1]].T
            hits = np.flatnonzero(tile.ravel() >= np.float32(self.threshold - _SLACK))
            row, column = np.divmod(hits, tile.shape[1])
            found.append((row, self.at[start + column], tile.ravel()[hits]))
        row, near, like = (np.concatenate(each) for each in zip(*found, strict=True))
        owner = rows[row]
        other = (owner != near) & self.open[near]
        return owner[other], near[other], like[other]

    def take(self, rows: Ints, owner: Ints, near: Ints, rough: Floats, most: int) -> None:
        """Keep the nearest of candidates, of which about `most` a row are compared exactly."""
        position = np.searchsorted(rows, owner)
        order = np.argsort(position, kind="stable")
        ends = np.cumsum(np.bincount(position, minlength=len(rows)))
        floor = np.full(len(rows), -np.inf, dtype=np.float32)
        self.bound[rows] = self.threshold
        for i in np.flatnonzero(np.diff(ends, prepend=0) > most).tolist():
            likes = rough[order[ends[i - 1] if i else 0 : ends[i]]]
            floor[i] = np.partition(likes, len(likes) - most)[len(likes) - most]
            self.bound[rows[i]] = float(floor[i]) + _SLACK
        chosen = rough >= floor[position]
        owner, near = owner[chosen], near[chosen]
        self.keep(rows, owner, near, self.compare(owner, near))

    def keep(self, rows: Ints, owner: Ints, near: Ints, like: Doubles) -> None:
        """Keep the nearest of each of `rows`; the bound rises to the first that is not kept."""
        enough = like >= self.threshold
        owner, near, like = owner[enough], near[enough], like[enough]
        order = np.lexsort((near, -like, owner))
        owner, near, like = owner[order], near[order], like[order]
        rank = _ranks(owner)
        over = rank == KEPT
        self.bound[owner[over]] = np.maximum(self.bound[owner[over]], like[over])
        kept = rank < KEPT
        owner, near, like, rank = owner[kept], near[kept], like[kept], rank[kept]
        self.near[rows], self.like[rows] = -1, -np.inf
        self.near[owner, rank], self.like[owner, rank] = near, like
        self.seen[owner, rank] = self.size[near]
        self.choose(rows)

    def choose(self, rows: Ints) -> None:
        """The best of those kept; the lowest number breaks ties."""
        near, like = self.near[rows], self.like[rows]
        best_like = like.max(axis=1)
        equal = (like == best_like[:, None]) & (near >= 0)
        best = np.where(equal, near, np.iinfo(np.int32).max).min(axis=1)
        self.best[rows] = np.where(equal.any(axis=1), best, -1)
        self.best_like[rows] = best_like
        self.best_seen[rows] = self.size[self.best[rows]]

    def compare(self, one: Ints, other: Ints) -> Doubles:
        """The similarity of pairs of groups; symmetric."""
        like = np.empty(len(one))
        for start in range(0, len(one), _PAIRS):
            part = slice(start, start + _PAIRS)
            like[part] = np.einsum(
                "ij,ij->i", against(self.sums[one[part]]), self.sums[other[part]]
            )
        like -= self.twice * self.together(one, other)
        return np.asarray(like / (self.size[one] * self.size[other]))

    def together(self, one: Ints, other: Ints) -> Ints:
        """How many pairs of members of two groups are from the same photo."""
        smaller = np.where(self.size[one] <= self.size[other], one, other)
        larger = one + other - smaller
        count: Ints = ((self.size[larger] == 1) & (self.photo[one] == self.photo[other])).astype(
            np.int64
        )
        crowded = self.crowded[one] & self.crowded[other] & (self.size[larger] > 1)
        alone = np.flatnonzero(crowded & (self.size[smaller] == 1))
        pairs = zip(larger[alone].tolist(), self.photo[smaller[alone]].tolist(), strict=True)
        count[alone] = [self.crowds[group].get(photo, 0) for group, photo in pairs]
        for i in np.flatnonzero(crowded & (self.size[smaller] > 1)).tolist():
            a, b = self.crowds[int(smaller[i])], self.crowds[int(larger[i])]
            if not a.keys().isdisjoint(b.keys()):
                a, b = (a, b) if len(a) < len(b) else (b, a)
                count[i] = sum(times * b.get(each, 0) for each, times in a.items())
        return count

    def root(self, groups: npt.NDArray[np.integer]) -> Ints:
        """The groups that hold these groups now; negative ones stay."""
        now = np.where(groups < 0, groups, self.parent[groups])
        while (moved := (now >= 0) & (self.parent[now] != now)).any():
            now[moved] = self.parent[now[moved]]
        held = groups >= 0
        self.parent[groups[held]] = now[held]
        return now.astype(np.int64)

    def close(self, rows: Ints) -> None:
        """Exclude groups from all further searches."""
        self.open[rows] = False
        self.means[self.place[rows]] = 0

    def shrink(self) -> None:
        """Drop closed groups from the means once there are many."""
        open_ones = self.at[self.open[self.at]]
        if 4 * len(open_ones) < 3 * len(self.at):
            self.means = self.means[self.place[open_ones]]
            self.at = open_ones
            self.place[open_ones] = np.arange(len(open_ones))


def with_penalty(embeddings: Floats, penalty: Floats) -> Floats:
    """(n, d + 1) the embeddings, and in the last column the penalties."""
    return np.column_stack([embeddings, penalty]).astype(np.float32)


def against(rows: npt.NDArray[_Real]) -> npt.NDArray[_Real]:
    """Rows with penalties such that their products with others are similarities less penalties."""
    signed = rows.copy()
    signed[:, -1] *= -1
    return signed


def _crowds(photo: Ints) -> dict[int, Counter[int]]:
    """The photo of each row, where that photo has several rows."""
    _, inverse, counts = np.unique(photo, return_inverse=True, return_counts=True)
    rows = np.flatnonzero(counts[inverse] > 1).tolist()
    return {row: Counter({int(photo[row]): 1}) for row in rows}


def _united(one: Counter[int] | None, other: Counter[int]) -> Counter[int]:
    """Both counts in one, which may be one of the two; the smaller is added to the larger."""
    if one is None:
        return other
    small, large = (one, other) if len(one) < len(other) else (other, one)
    for photo, times in small.items():
        large[photo] += times
    return large


def _ranks(owner: Ints) -> Ints:
    """The position of each row among those of its owner; owners stand together."""
    first = np.flatnonzero(np.r_[True, owner[1:] != owner[:-1]])
    lengths = np.diff(np.r_[first, len(owner)])
    return np.arange(len(owner)) - np.repeat(first, lengths)
