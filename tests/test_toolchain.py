"""Where the C machine comes from: which compiler, which folder, and what is left behind."""

import os
import re
import shutil
import stat
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from engine import Value, trace
from engine.program import toolchain
from tests.running import needs_compiler

REAL = shutil.which("cc")


@pytest.fixture
def library():
    """Build anew, whatever was built before, and leave the machine of the process alone."""
    return toolchain.library.__wrapped__


@pytest.fixture
def script(tmp_path):
    """Return a function that writes a compiler of our own, a shell script."""

    def written(name: str, text: str) -> Path:
        path = tmp_path / name
        path.write_text(f"#!/bin/sh\n{text}\n", "utf-8")
        path.chmod(0o700)
        return path

    return written


@pytest.fixture
def nothing(monkeypatch, tmp_path):
    """Hide every compiler."""
    monkeypatch.delenv("CC", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path / "empty"))
    monkeypatch.setattr(toolchain, "find_spec", lambda name: None)


# ---- which compiler ----


@pytest.mark.usefixtures("nothing")
def test_without_a_compiler_the_error_names_what_to_install_and_what_to_write(library):
    with pytest.raises(RuntimeError) as raised:
        library()
    for words in ("$CC", "cc (gcc or clang)", "pip install 'chalkgrad[c]'", 'backend="numpy"'):
        assert words in str(raised.value)


@pytest.mark.usefixtures("nothing")
def test_a_program_cannot_be_compiled_to_c_without_a_compiler_and_can_be_printed(monkeypatch):
    monkeypatch.setattr("engine.program.machine.library", toolchain.library.__wrapped__)
    x = Value(2.0, "x")
    program = trace(x * x, [x])
    with pytest.raises(RuntimeError, match="needs a C compiler"):
        program.compile("c")
    assert "double f(double x" in program.source("c")
    assert program.compile("numpy")(3.0)[0] == 9.0


def test_the_order_is_the_variable_then_cc_then_zig(monkeypatch, script, tmp_path):
    script("cc", "exit 1")
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("CC", "my-cc -m64 'an argument'")
    monkeypatch.setattr(toolchain, "find_spec", lambda name: name == "ziglang")
    assert list(toolchain.compilers()) == [
        ["my-cc", "-m64", "an argument"],
        ["cc"],
        [sys.executable, "-m", "ziglang", "cc"],
    ]


@pytest.mark.parametrize("cc", ["", "   "])
def test_an_empty_variable_names_no_compiler(monkeypatch, cc):
    monkeypatch.setenv("CC", cc)
    assert all(toolchain.compilers())


@needs_compiler
def test_a_variable_that_names_nothing_that_works_leaves_it_to_the_next(monkeypatch, library):
    monkeypatch.setenv("CC", "/no/such/compiler")
    assert library().machine_run


@pytest.mark.usefixtures("nothing")
def test_the_error_says_what_each_compiler_said(monkeypatch, library, script):
    monkeypatch.setenv("CC", str(script("broken", "echo 'no licence' >&2; exit 3")))
    with pytest.raises(RuntimeError, match="broken: no licence"):
        library()
    monkeypatch.setenv("CC", str(script("silent", "exit 3")))
    with pytest.raises(RuntimeError, match="silent: exit status 3"):
        library()
    monkeypatch.setenv("CC", str(script("useless", "exit 0")))
    with pytest.raises(RuntimeError, match=r"useless: .*machine\.so"):
        library()


@pytest.mark.usefixtures("nothing")
def test_whatever_a_compiler_says_and_makes_is_a_complaint(monkeypatch, library, script):
    monkeypatch.setenv("CC", "cc 'without an end")
    with pytest.raises(RuntimeError, match="without an end"):
        library()
    monkeypatch.setenv("CC", str(script("foreign", "printf '\\377\\n' >&2; exit 1")))
    with pytest.raises(RuntimeError, match="foreign: \N{REPLACEMENT CHARACTER}"):
        library()


@needs_compiler
@pytest.mark.skipif(REAL is None, reason="no cc to stand behind a compiler of our own")
@pytest.mark.usefixtures("nothing")
def test_a_library_that_is_another_is_a_complaint(monkeypatch, library, script, tmp_path):
    (tmp_path / "other.c").write_text("int other;", "utf-8")
    text = 'for last; do case "$last" in *.so) out="$last";; esac; done\n'
    text += f'exec {REAL} -shared -fPIC {tmp_path / "other.c"} -o "$out"'
    monkeypatch.setenv("CC", str(script("other", f"PATH=/usr/bin:/bin\n{text}")))
    with pytest.raises(RuntimeError, match="machine_run"):
        library()


@needs_compiler
@pytest.mark.skipif(REAL is None, reason="no cc to stand behind a compiler of our own")
def test_a_compiler_that_does_not_know_this_processor_builds_without_its_vectors(
    monkeypatch, library, script
):
    refuse = 'case "$*" in *-march=native*) exit 1;; esac'
    monkeypatch.setenv("CC", str(script("plain", f'{refuse}\nexec {REAL} "$@"')))
    assert library().machine_run


# ---- which folder ----


@pytest.fixture
def watched(monkeypatch, script, tmp_path):
    """Return a function that builds and tells the arguments and the rights of the folder."""

    def build(library):
        note = tmp_path / "note"
        text = (
            f'printf "%s\\n" "$@" > {note}\nfor last; do case "$last" in *.so) out="$last";; esac; '
        )
        text += f'done\nstat -c %a "$(dirname "$out")" > {note}.mode\nexec {REAL} "$@"'
        monkeypatch.setenv("CC", str(script("watching", text)))
        library()
        mode = int((tmp_path / "note.mode").read_text("utf-8"), 8)
        return note.read_text("utf-8").splitlines(), mode

    return build


@needs_compiler
@pytest.mark.skipif(REAL is None, reason="no cc to stand behind a compiler of our own")
def test_the_machine_is_built_in_a_folder_of_its_own_that_is_removed(watched, library):
    arguments, mode = watched(library)
    (built,) = [Path(argument) for argument in arguments if argument.endswith(".so")]
    assert mode == stat.S_IRWXU
    assert re.fullmatch(r"chalkgrad-[a-z0-9_]{8}", built.parent.name)
    assert not built.parent.exists()
    again, _ = watched(library)
    assert str(built) not in again


@needs_compiler
@pytest.mark.skipif(REAL is None, reason="no cc to stand behind a compiler of our own")
def test_the_compiler_is_given_the_one_file_and_fixed_flags_only(watched, library):
    arguments, _ = watched(library)
    (built,) = [argument for argument in arguments if argument.endswith(".so")]
    assert arguments == [
        *(*toolchain.FLAGS, toolchain.NATIVE, "-shared", "-fPIC"),
        *(str(toolchain.SOURCE), "-o", built, "-lm"),
    ]


@needs_compiler
def test_nothing_that_lies_in_the_temporary_folder_is_loaded(monkeypatch, library, tmp_path):
    for name in ("machine.so", "chalkgrad-machine.so", "chalkgrad-/machine.so"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(b"no library")
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    before = sorted(tmp_path.rglob("*"))
    assert library().machine_run
    assert sorted(tmp_path.rglob("*")) == before


@needs_compiler
def test_a_folder_from_which_nothing_may_run_is_named_with_what_to_set(
    monkeypatch, library, tmp_path
):
    def refused(path):
        raise OSError(f"{path}: failed to map segment from shared object")

    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setattr(toolchain.ctypes, "CDLL", refused)
    with pytest.raises(RuntimeError, match=r"needs a C compiler.*\n.*failed to map segment"):
        library()
    noexec = 8
    monkeypatch.setattr(toolchain.os, "ST_NOEXEC", noexec, raising=False)
    flags = SimpleNamespace(f_flag=noexec | 2)
    monkeypatch.setattr(toolchain.os, "statvfs", lambda path: flags, raising=False)
    with pytest.raises(RuntimeError) as raised:
        library()
    told = str(raised.value)
    assert told.startswith(f"the C machine was built in the temporary folder {tmp_path}, and noth")
    for words in ("mounted noexec", "failed to map segment", "TMPDIR", 'compile("numpy")'):
        assert words in told
    assert "compiler" not in told
    assert list(tmp_path.iterdir()) == []


@needs_compiler
def test_a_process_builds_the_machine_once():
    assert toolchain.library() is toolchain.library()


def test_the_flags_keep_products_and_sums_apart():
    assert "-ffp-contract=off" in toolchain.FLAGS
    assert "-fno-fast-math" in toolchain.FLAGS
    assert not [flag for flag in toolchain.FLAGS if flag in ("-Ofast", "-ffast-math")]


@pytest.mark.usefixtures("nothing")
def test_without_a_variable_and_a_path_there_is_no_compiler():
    assert list(toolchain.compilers()) == []


@pytest.mark.usefixtures("nothing")
def test_the_error_ends_with_a_line_for_each_complaint(monkeypatch, library, script):
    broken = script("broken", "echo 'no licence' >&2; echo more >&2; exit 3")
    script("cc", "exit 4")
    monkeypatch.setenv("CC", f"{broken} -m64")
    monkeypatch.setenv("PATH", str(broken.parent))
    with pytest.raises(RuntimeError) as raised:
        library()
    assert str(raised.value) == (
        "the C machine needs a C compiler: set $CC, install cc (gcc or clang), or write "
        "pip install 'chalkgrad[c]' for zig's; without any, use backend=\"numpy\" or "
        f'compile("numpy")\n{broken} -m64: no licence\ncc: exit status 4'
    )


@pytest.mark.usefixtures("nothing")
def test_a_compiler_cannot_read_what_the_user_types(monkeypatch, library, script, tmp_path):
    script("reading", f'read -r line; echo "<$line>" > {tmp_path / "note"}; exit 1')
    monkeypatch.setenv("CC", str(tmp_path / "reading"))
    typed, written = os.pipe()
    os.write(written, b"a secret\n")
    before = os.dup(0)
    os.dup2(typed, 0)
    try:
        with pytest.raises(RuntimeError, match="exit status 1"):
            library()
    finally:
        os.dup2(before, 0)
        for handle in (typed, written, before):
            os.close(handle)
    assert (tmp_path / "note").read_text("utf-8") == "<>\n"


def test_the_widest_vectors_of_this_processor_are_asked_for():
    assert toolchain.NATIVE == "-march=native"
