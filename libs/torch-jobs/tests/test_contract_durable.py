from __future__ import annotations

import errno
from pathlib import Path

import pytest

from naru_torch.contract.durable import disk_error, replaced_folder, tidy, write_bytes


def test_a_folder_takes_the_place_of_the_old_one_whole(tmp_path: Path) -> None:
    target = tmp_path / "adapter"
    for text in (b"old", b"new"):
        with replaced_folder(target) as folder:
            write_bytes(folder / "weights", text)

    assert (target / "weights").read_bytes() == b"new"
    assert [entry.name for entry in tmp_path.iterdir()] == ["adapter"]


def test_a_folder_that_could_not_be_written_leaves_the_old_one(tmp_path: Path) -> None:
    target = tmp_path / "adapter"
    with replaced_folder(target) as folder:
        write_bytes(folder / "weights", b"old")

    with pytest.raises(RuntimeError), replaced_folder(target) as folder:
        write_bytes(folder / "weights", b"half")
        raise RuntimeError("killed")

    assert (target / "weights").read_bytes() == b"old"
    assert [entry.name for entry in tmp_path.iterdir()] == ["adapter"]


def test_tidying_puts_back_a_folder_that_had_stepped_aside(tmp_path: Path) -> None:
    (tmp_path / ".adapter.old").mkdir()
    (tmp_path / ".adapter.old" / "weights").write_bytes(b"old")
    (tmp_path / ".adapter.tmp").mkdir()

    tidy(tmp_path)

    assert (tmp_path / "adapter" / "weights").read_bytes() == b"old"
    assert [entry.name for entry in tmp_path.iterdir()] == ["adapter"]


def test_tidying_a_folder_that_is_not_there_does_nothing(tmp_path: Path) -> None:
    tidy(tmp_path / "nowhere")


@pytest.mark.parametrize(
    ("number", "code"),
    [
        (errno.ENOSPC, "disk.full"),
        (errno.EDQUOT, "disk.full"),
        (errno.EROFS, "disk.read-only"),
        (errno.EACCES, "disk.read-only"),
    ],
)
def test_what_a_disk_refuses_has_a_code_and_names_the_file(number: int, code: str) -> None:
    error = disk_error(OSError(number, "reason", "/runs/한글/adapter"))

    assert error is not None
    assert error.code == code
    assert "/runs/한글/adapter" in error.message


def test_a_library_that_lost_the_number_is_known_by_the_systems_words() -> None:
    error = disk_error(RuntimeError("I/O error: No space left on device (os error 28)"))

    assert error is not None and error.code == "disk.full"


def test_other_errors_are_not_the_disks() -> None:
    assert disk_error(ValueError("no")) is None
    assert disk_error(FileNotFoundError(errno.ENOENT, "No such file")) is None
