"""What must not go, as it is the last of a photo."""

from hypothesis import given
from hypothesis import strategies as st

from photosort.model import Entry
from photosort.plan.layout.last import last_copies, last_names
from photosort.plan.layout.manifest import ALBUM


def link(path: str, inode: int) -> Entry:
    return Entry(path, f"/s/{inode}", "t", "i", 1, inode=inode)


@given(st.lists(st.tuples(st.integers(1, 4), st.booleans()), max_size=12), st.integers(0, 2))
def test_every_file_keeps_a_name(names, elsewhere):
    """However many names of a file are in DEST, and however many of them are to go."""
    entries = [link(f"t/{number}", inode) for number, (inode, _) in enumerate(names)]
    going = [entry for entry, (_, goes) in zip(entries, names, strict=True) if goes]
    total = {
        inode: elsewhere + sum(entry.inode == inode for entry in entries) for inode in range(1, 5)
    }
    counts = {entry.path: (entry.inode or 0, total[entry.inode or 0]) for entry in entries}
    kept = last_names(going, counts)
    for inode in {entry.inode or 0 for entry in going}:
        leaving = sum(entry.inode == inode and entry.path not in kept for entry in going)
        assert total[inode] - leaving >= 1
        assert leaving == sum(entry.inode == inode for entry in going) or not elsewhere
    assert len(kept) <= len({entry.inode for entry in going})


def test_one_copy_of_what_is_lost_stays():
    def copy(path, source, view="t"):
        return Entry(path, source, view, "i", 1, "ab", 2)

    going = [copy("t/b", "/s/1"), copy("t/a", "/s/1"), copy("t/c", "/s/2"), link("t/d", 3)]
    going += [copy("pages/x.jpg", "/s/4", ALBUM), Entry("t/e", "/s/5", "t", "i", 1)]
    kept = last_copies(going, lambda sources: {"/s/1", "/s/3", "/s/4", "/s/5"} & set(sources))
    assert list(kept) == ["t/a"]
    assert "/s/1" in kept["t/a"]
