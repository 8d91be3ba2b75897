"""The difference between what is wanted and what stands, and the files that tell of it."""

import json
import unicodedata

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from photosort.errors import PhotosortError
from photosort.model import Entry
from photosort.output.tree import Node, Tree, named_as
from photosort.plan.layout.journal import (
    Journal,
    added_text,
    is_temporary,
    journal_text,
    parse_journal,
    temporary_name,
)
from photosort.plan.layout.manifest import Manifest, Record, Remark, from_json, to_json, to_text
from photosort.plan.layout.names import Folding, collision_key
from photosort.plan.layout.sync import Sync, emptied, followed, parents, sync

folders = st.sampled_from(["t/a", "t/b", "t/A", "p/a", "t"])
names = st.sampled_from(["x", "X", "y", "a", "x (2)", "z"])
entry = st.builds(
    lambda folder, name, source: Entry(f"{folder}/{name}", f"/s/{source}", "t", "i", 1, "0", 2),
    folders,
    names,
    st.integers(0, 6),
)
layout = st.lists(entry, max_size=12, unique_by=lambda e: collision_key(e.path)).filter(
    lambda entries: not {e.path for e in entries} & parents(e.path for e in entries)
)


def applied(plan: Sync, before: dict[str, str]) -> dict[str, str]:
    """What carrying out a plan makes of path → source, failing where a path is not free."""
    tree = dict(before)
    aside = {}
    for each in plan.remove:
        del tree[each.path]
    for move in plan.move:
        if move.aside:
            aside[move] = tree.pop(move.old.path)
    for move in plan.move:
        if not move.aside:
            source = tree.pop(move.old.path)
            assert move.new.path not in tree
            tree[move.new.path] = source
    for move, source in aside.items():
        assert move.new.path not in tree
        tree[move.new.path] = source
    for each in plan.make:
        assert each.path not in tree
        tree[each.path] = each.source
    return tree


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(layout, layout, st.booleans())
def test_a_plan_gives_what_is_wanted(before, wanted, fixed_depth):
    intact = {each.path: each for each in before}
    plan = sync(wanted, intact, intact, fixed_depth=fixed_depth)
    after = applied(plan, {each.path: each.source for each in before})
    assert after == {each.path: each.source for each in wanted}
    assert {each.path for each in plan.wanted} == set(after)
    again = {each.path: each for each in plan.wanted}
    assert not sync(wanted, again, again, fixed_depth=fixed_depth)
    if fixed_depth:
        assert all(m.old.path.count("/") == m.new.path.count("/") for m in plan.move)
    else:  # nothing is made that is already there
        assert not {x.source for x in plan.make} & {x.source for x in plan.remove}


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(layout, layout)
def test_a_plan_can_be_carried_out_where_case_is_one(before, wanted):
    """On a disk that takes `a` and `A` for one name, nothing is ever in the way of anything."""
    intact = {each.path: each for each in before}
    plan = sync(wanted, intact, intact, fixed_depth=False)
    disk = {collision_key(each.path): each.path for each in before}
    for each in plan.remove:
        assert disk.pop(collision_key(each.path)) == each.path
    for move in sorted(plan.move, key=lambda move: not move.aside):
        assert disk.pop(collision_key(move.old.path)) == move.old.path
        if not move.aside:
            assert disk.setdefault(collision_key(move.new.path), move.new.path) == move.new.path
    new = [*(move.new for move in plan.move if move.aside), *plan.make]
    for each in new:
        assert collision_key(each.path) not in disk
        disk[collision_key(each.path)] = each.path
    assert sorted(disk.values()) == sorted(each.path for each in wanted)


@given(layout, st.sampled_from([Folding(True), Folding(False, True), Folding(True, True)]))
def test_what_a_disk_lists_otherwise_is_found(before, folding):
    """Whatever form of the names is listed, the tree has those that the manifest has."""
    before = [each._replace(path=f"Ê{each.path}") for each in before]
    paths = [each.path for each in before]

    def listed(path: str) -> str:
        path = unicodedata.normalize("NFD", path) if folding.composition else path
        return path.swapcase() if folding.case else path

    nodes = {listed(path): Node(None, True, 1, 2, 3) for path in paths}
    nodes["Ours/mine"] = Node(None, True, 9, 9, 9)
    tree = Tree(nodes, sorted({listed(each) for each in parents(paths)}), ())
    found = named_as("/nowhere", tree, paths, folding)
    assert found.nodes.keys() == {*paths, "Ours/mine"}
    keys = {folding.key(each) for each in parents(paths)}
    assert {folding.key(each) for each in found.folders} == keys
    assert set(found.folders) <= parents(paths)
    assert named_as("/nowhere", found, paths, folding).nodes == found.nodes


def test_originals_that_moved_are_followed_where_they_are_certain():
    one = Entry("t/x", "/old/x", "t", "i", 1, "abc", 2)
    new = Entry("t/x", "/new/x", "t", "i", 1, None, 2)
    made = {one.path: one}

    def gone(sources):
        return set(sources)

    assert sync([new], made, followed(made, [new], gone), fixed_depth=False).stay == [
        new._replace(sha256="abc")
    ]
    assert followed(made, [new], lambda sources: set()) == made  # still where it was
    twin = new._replace(path="t/y", source="/other/x")
    assert followed(made, [new, twin], gone) == made  # it may be the one or the other
    assert followed(made, [new._replace(size=3)], gone) == made
    both = made | {"t/y": one._replace(path="t/y", source="/older/x")}
    assert followed(both, [new], gone) == both


def test_what_is_of_another_kind_is_made_again():
    one = Entry("t/x", "/s/x", "t", "i", 1)
    plan = sync([one], {"t/x": one}, {}, fixed_depth=True)
    assert (plan.stay, plan.make, plan.remove) == ([], [one], [one])


def test_moves_keep_the_sum():
    old = Entry("t/Paris/x", "/s/x", "t", "i", 1, "abc", 2, made_ns=4)
    new = Entry("t/Lyon/x", "/s/x", "t", "i", 1, None, 2)
    plan = sync([new], {old.path: old}, {old.path: old}, fixed_depth=False)
    assert [move.new for move in plan.move] == [new._replace(sha256="abc", made_ns=4)]
    newer = new._replace(mtime_ns=3)  # the photo has changed: a copy of it is no longer one
    plan = sync([newer], {old.path: old}, {old.path: old}, fixed_depth=False)
    assert plan.make == [newer] and plan.remove == [old]


def test_folders_that_hold_nothing_go_from_the_inside():
    all_folders = ["t", "t/a", "t/a/b", "t/c", "mine", "t/d", "t/d/mine"]
    ours = {"t", "t/a", "t/a/b", "t/c", "t/d"}
    assert emptied(all_folders, ["t/c/x"], ours) == ["t/a/b", "t/a"]
    assert emptied(all_folders[:4], [], ours) == ["t/a/b", "t/a", "t/c", "t"]


texts = st.text(max_size=8).map(lambda t: t.replace("/", "").replace("\0", ""))
entries = st.builds(
    Entry,
    texts.map(lambda t: f"t/{t}x"),
    texts,
    texts,
    texts,
    st.integers(0),
    st.none() | st.just("ab12"),
    st.none() | st.integers(0),
    st.none() | st.integers(0),
    st.none() | st.integers(0),
)


@given(st.lists(entries, max_size=5), st.lists(st.builds(Remark, texts, texts), max_size=3))
def test_manifests_survive_json(entries, remarks):
    manifest = Manifest(
        "now", "lib", "hardlink", False, ("trip",), tuple(entries), tuple(remarks), (), ("t",)
    )
    document = json.loads(to_text(manifest))
    assert document == to_json(manifest)
    assert from_json(document, "m") == manifest


@given(st.lists(entries, max_size=5, unique_by=lambda e: e.path), st.integers(0, 400))
def test_journals_survive_being_cut_off(found, cut):
    journal = Journal(("ab",), (Record("copy", False, tuple(found)),))
    text = journal_text(journal)
    assert parse_journal(text, "j") == journal
    torn = text + added_text(each._replace(sha256="00") for each in found)[:cut]
    (record,) = parse_journal(torn, "j").records
    assert [x._replace(sha256=None) for x in record.entries] == [
        x._replace(sha256=None) for x in found
    ]


@pytest.mark.parametrize("path", ["../x", "/x", "a/../../x", "a//b", "", ".", "a/./b", "a/", "a\0"])
def test_entries_never_lead_out_of_dest(path):
    one = Entry(path, "/s", "t", "i", 1)
    manifest = Manifest("now", "lib", "copy", False, ("trip",), (one,))
    with pytest.raises(PhotosortError):
        from_json(to_json(manifest), "m")
    with pytest.raises(PhotosortError):
        from_json(to_json(manifest) | {"entries": [], "folders": [path]}, "m")
    with pytest.raises(PhotosortError):
        parse_journal(journal_text(Journal((), (Record("copy", False, (one,)),))), "j")


def test_only_the_unfinished_files_of_a_known_run_are_its_own():
    assert is_temporary(temporary_name("ab", 7), ["cd", "ab"])
    assert not is_temporary(temporary_name("ab", 7), ["cd"])
    assert not is_temporary(".photosort-ab-notes", ["ab"])
