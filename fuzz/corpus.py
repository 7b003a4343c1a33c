"""Reads and writes the committed inputs of each target: `corpus/<target>.tar.xz`."""

import io
import pathlib
import tarfile

COMMITTED = pathlib.Path(__file__).resolve().parent / "corpus"


def archive(target: str) -> pathlib.Path:
    return COMMITTED / f"{target}.tar.xz"


def unpack(target: str, folder: pathlib.Path) -> int:
    """Writes the committed inputs of a target to a folder, and returns their number."""
    folder.mkdir(parents=True, exist_ok=True)
    with tarfile.open(archive(target)) as packed:
        packed.extractall(folder, filter="data")
        return len(packed.getnames())


def pack(target: str, folder: pathlib.Path) -> int:
    """Writes the files of a folder to the archive of a target, and returns their number."""
    paths = sorted(folder.iterdir())
    with tarfile.open(archive(target), "w:xz") as packed:
        for path in paths:
            data = path.read_bytes()
            # A name and a size, and nothing of this machine.
            entry = tarfile.TarInfo(path.name)
            entry.size = len(data)
            packed.addfile(entry, io.BytesIO(data))
    return len(paths)
