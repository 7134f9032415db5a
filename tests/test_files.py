"""Files: whatever happens while one is written, the old one or the new one is there, whole."""

import errno
import os
import re
import resource
import stat
import subprocess
import sys
import tempfile
import threading
from contextlib import contextmanager
from pathlib import Path

import pytest

from engine import files
from engine.extend import write_file

ROOT = Path(__file__).resolve().parents[1]
OLD, NEW = b"old\n", b"new, and longer\n" * 1000


def everything_in(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@contextmanager
def as_nobody():
    """Run without the rights of root, whom no mode stops, and who may replace a device."""
    user = os.geteuid()
    if user == 0:
        os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(user)


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "file"
    path.write_bytes(OLD)
    return path


# What is there.


def test_a_file_is_replaced_and_nothing_is_left_beside_it(path):
    write_file(path, NEW)
    assert everything_in(path.parent) == {"file": NEW}


def test_a_file_that_is_open_keeps_its_content(path):
    with path.open("rb") as file:
        write_file(path, NEW)
        assert file.read() == OLD


@pytest.mark.parametrize("mode", [0o600, 0o644, 0o664, 0o640, 0o755, 0o666], ids=oct)
def test_a_file_keeps_its_mode(path, mode):
    path.chmod(mode)
    write_file(path, NEW)
    assert stat.S_IMODE(path.stat().st_mode) == mode


@pytest.mark.parametrize("mask", [0o022, 0o077, 0o002], ids=oct)
def test_a_new_file_has_the_mode_of_any_other(tmp_path, mask):
    before = os.umask(mask)
    try:
        write_file(tmp_path / "new", NEW)
        (tmp_path / "other").write_bytes(NEW)
    finally:
        os.umask(before)
    modes = {stat.S_IMODE(file.stat().st_mode) for file in tmp_path.iterdir()}
    assert modes == {0o666 & ~mask}


def test_nobody_may_read_the_new_file_earlier_than_the_old_one(path, monkeypatch):
    path.chmod(0o600)
    modes = []
    sync = os.fsync

    def watching(handle):
        modes.append(stat.S_IMODE(os.fstat(handle).st_mode))
        sync(handle)

    monkeypatch.setattr(os, "fsync", watching)
    write_file(path, NEW)
    assert modes == [0o600]


@pytest.mark.parametrize("exists", [True, False], ids=["to a file", "to nothing"])
@pytest.mark.parametrize("target", ["other/target", "{folder}/other/target"])
def test_a_link_stays_a_link(tmp_path, exists, target):
    other, link = tmp_path / "other", tmp_path / "link"
    other.mkdir()
    if exists:
        (other / "target").write_bytes(OLD)
    link.symlink_to(target.format(folder=tmp_path))
    write_file(link, NEW)
    assert link.is_symlink()
    assert everything_in(other) == {"target": NEW}
    assert sorted(path.name for path in tmp_path.iterdir()) == ["link", "other"]


def test_a_link_that_leads_to_itself_is_an_oserror(tmp_path):
    (tmp_path / "link").symlink_to("link")
    with pytest.raises(OSError, match="link"):
        write_file(tmp_path / "link", NEW)
    assert (tmp_path / "link").is_symlink()


@pytest.mark.parametrize("is_linked", [False, True], ids=["itself", "through a link"])
def test_a_pipe_is_written_into(tmp_path, is_linked):
    pipe, link = tmp_path / "pipe", tmp_path / "link"
    os.mkfifo(pipe)
    link.symlink_to("pipe")
    read = []
    reader = threading.Thread(target=lambda: read.append(pipe.read_bytes()))
    reader.start()
    write_file(link if is_linked else pipe, NEW)
    reader.join()
    assert read == [NEW]
    assert stat.S_ISFIFO(pipe.stat().st_mode)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["link", "pipe"]


def test_a_device_stays_a_device():
    with as_nobody():
        write_file("/dev/null", NEW)
    assert stat.S_ISCHR(Path("/dev/null").stat().st_mode)
    with as_nobody(), pytest.raises(OSError, match="/dev/full") as raised:
        write_file("/dev/full", NEW)
    assert raised.value.errno == errno.ENOSPC
    assert stat.S_ISCHR(Path("/dev/full").stat().st_mode)


PRINTING = """
from engine.extend import write_file
print("before")
write_file({path!r}, b"content\\n")
print("after")
"""


@pytest.mark.parametrize("to", ["file", "pipe"])
@pytest.mark.parametrize("name", ["/dev/fd/1", "a link to /dev/stdout"])
def test_standard_output_is_written_into_in_order(tmp_path, to, name):
    out, link = tmp_path / "out", tmp_path / "link"
    link.symlink_to("/dev/stdout")
    program = PRINTING.format(path=name if name == "/dev/fd/1" else str(link))
    command = [sys.executable, "-c", program]
    if to == "pipe":
        shown = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE).stdout
    else:
        with out.open("wb") as file:
            subprocess.run(command, cwd=ROOT, check=True, stdout=file)
        shown = out.read_bytes()
    assert shown == b"before\ncontent\nafter\n"


def test_a_folder_is_refused(tmp_path):
    with pytest.raises(IsADirectoryError, match=str(tmp_path)):
        write_file(tmp_path, NEW)


@pytest.mark.parametrize("name", ["n" * 255, "ü" * 127], ids=["letters", "two bytes each"])
def test_a_name_may_be_as_long_as_any(tmp_path, name):
    write_file(tmp_path / name, NEW)
    assert everything_in(tmp_path) == {name: NEW}


# What cannot be written.


@pytest.fixture
def open_folder():
    """A folder that everybody may enter, and nobody of whom the others are."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o777)
        yield folder
        folder.chmod(0o777)


@pytest.mark.parametrize("existing", [True, False], ids=["over an old file", "a new file"])
def test_a_read_only_folder_is_named(open_folder, existing):
    path = open_folder / "file"
    if existing:
        path.write_bytes(OLD)
        path.chmod(0o666)
    open_folder.chmod(0o555)
    before = everything_in(open_folder)
    with as_nobody(), pytest.raises(PermissionError) as raised:
        write_file(path, NEW)
    assert "no file can be made in its folder" in str(raised.value)
    assert str(raised.value).endswith(repr(str(path)))
    assert everything_in(open_folder) == before


def test_a_read_only_file_is_kept(open_folder):
    path = open_folder / "file"
    path.write_bytes(OLD)
    path.chmod(0o444)
    with as_nobody(), pytest.raises(PermissionError, match=str(path)):
        write_file(path, NEW)
    assert everything_in(open_folder) == {"file": OLD}


@contextmanager
def files_of_at_most(size):
    """Let every write beyond a size fail, as on a full disk."""
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, limits[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)


@pytest.mark.parametrize("size", [0, 1, len(NEW) // 2, len(NEW) - 1])
@pytest.mark.parametrize("existing", [True, False], ids=["over an old file", "a new file"])
def test_a_full_disk_leaves_the_old_file_and_nothing_else(tmp_path, existing, size):
    path = tmp_path / "file"
    if existing:
        path.write_bytes(OLD)
    with files_of_at_most(size), pytest.raises(OSError, match="too large") as raised:
        write_file(path, NEW)
    assert str(raised.value).endswith(repr(str(path)))
    assert everything_in(tmp_path) == ({"file": OLD} if existing else {})


CALLS = ["open", "fsync", "chmod", "chown", "replace"]


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EIO, errno.EROFS, errno.EDQUOT])
def test_whichever_call_fails_the_old_file_stays_and_the_path_is_named(
    path, monkeypatch, call, number
):
    def fail(*_, **__):
        raise OSError(number, os.strerror(number), "a name of nobody's")

    monkeypatch.setattr(os, call, fail)
    with pytest.raises(OSError, match=os.strerror(number)) as raised:
        write_file(path, NEW)
    monkeypatch.undo()
    assert (raised.value.errno, raised.value.filename) == (number, str(path))
    assert "nobody" not in str(raised.value)
    assert everything_in(path.parent) == {"file": OLD}


# Interruptions, and several at once.


class Interrupted:
    """Raise KeyboardInterrupt at the n-th line of engine/files.py that runs."""

    def __init__(self, moment):
        self.lines_left = moment

    def __call__(self, frame, event, _):
        if frame.f_code.co_filename != files.__file__:
            return None
        if event == "line":
            self.lines_left -= 1
            if self.lines_left == 0:
                raise KeyboardInterrupt
        return self


def interrupted(path, moment):
    """Return whether Ctrl-C at a moment came before the end."""
    before = sys.gettrace()
    sys.settrace(Interrupted(moment))
    try:
        write_file(path, NEW)
    except KeyboardInterrupt:
        return True
    finally:
        sys.settrace(before)
    return False


# Between the end of a `with` and its closing, the closing is left to the garbage collector.
@pytest.mark.filterwarnings("ignore::ResourceWarning")
@pytest.mark.parametrize("existing", [True, False], ids=["over an old file", "a new file"])
def test_ctrl_c_at_any_line_leaves_the_old_file_or_the_new_one(tmp_path, existing):
    path, seen = tmp_path / "file", []
    old = {"file": OLD} if existing else {}
    for moment in range(1, 1000):
        path.unlink(missing_ok=True)
        if existing:
            path.write_bytes(OLD)
        if not interrupted(path, moment):
            break
        seen.append(everything_in(tmp_path))
        assert seen[-1] in (old, {"file": NEW})
    assert seen.count(old) > 10
    assert seen[-1] == {"file": NEW}


def test_savers_in_threads_leave_a_whole_file_at_any_time(tmp_path):
    path = tmp_path / "file"
    contents = [bytes([letter]) * 50_000 for letter in b"abcd"]
    write_file(path, contents[0])
    savers = [
        threading.Thread(target=lambda c=c: [write_file(path, c) for _ in range(20)])
        for c in contents
    ]
    for saver in savers:
        saver.start()
    read = []
    while any(saver.is_alive() for saver in savers):
        read.append(path.read_bytes() in contents)
    assert read
    assert all(read)
    assert [file.name for file in tmp_path.iterdir()] == ["file"]


# Who writes.

WRITING = re.compile(
    r"\.(write_text|write_bytes|savefig|touch|rename|replace\(\w+\))\(?|open\(.*\"[wxa]"
)
# The settings of the fonts are written to a folder of the process.
OF_ITS_OWN = {"engine/files.py", "viz/graph/fonts.py"}


def test_every_other_file_is_written_by_the_one_function():
    found = {
        f"{path.relative_to(ROOT)}: {line.strip()}"
        for package in ("engine", "nn", "viz")
        for path in (ROOT / package).rglob("*.py")
        if str(path.relative_to(ROOT)) not in OF_ITS_OWN
        for line in path.read_text("utf-8").splitlines()
        if WRITING.search(line)
    }
    assert found == {
        'nn/__main__.py: figure.savefig(file, format="png", dpi=120, bbox_inches="tight")'
    }
