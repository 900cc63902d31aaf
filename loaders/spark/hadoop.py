"""Files of any Hadoop path (`s3a://`, `hdfs://`, `file://`, or a plain path), by the file system that Spark itself uses."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import msgspec

if TYPE_CHECKING:
    from pyspark.sql import SparkSession


class Entry(msgspec.Struct, frozen=True):
    """A file: its path as Hadoop gives it, its path within the folder that was listed, its size in bytes."""

    path: str
    name: str
    size: int


class HadoopPath:
    """A file or folder. Errors of the file system are raised as OSError."""

    def __init__(self, spark: SparkSession, path: str) -> None:
        self._spark, self.text = spark, path
        java: Any = spark.sparkContext._jvm
        self._path = java.org.apache.hadoop.fs.Path(path)
        conf = spark.sparkContext._jsc.hadoopConfiguration()
        self._fs = _tried(lambda: self._path.getFileSystem(conf))
        self._java = java

    def __truediv__(self, name: str) -> HadoopPath:
        return HadoopPath(self._spark, f"{self.text.rstrip('/')}/{name}")

    def __str__(self) -> str:
        return self.text

    @property
    def name(self) -> str:
        """Its last part."""
        return str(self._path.getName())

    def exists(self) -> bool:
        """Whether there is something."""
        return bool(_tried(lambda: self._fs.exists(self._path)))

    def is_folder(self) -> bool:
        """Whether there is a folder."""
        return self.exists() and bool(_tried(lambda: self._fs.getFileStatus(self._path).isDirectory()))

    def names(self) -> list[str]:
        """The names of what a folder holds, sorted."""
        return sorted(s.getPath().getName() for s in _tried(lambda: self._fs.listStatus(self._path)))

    def files(self) -> Iterator[Entry]:
        """The file itself, or all files of the tree, in no order."""
        root = self._fs.makeQualified(self._path).toUri().getPath().rstrip("/") + "/"
        found = _tried(lambda: self._fs.listFiles(self._path, True))
        while _tried(found.hasNext):
            status = _tried(found.next)
            path = status.getPath()
            inside = path.toUri().getPath()
            name = inside.removeprefix(root) if inside.startswith(root) else path.getName()
            yield Entry(path.toString(), name, status.getLen())

    def read(self) -> bytes:
        """The bytes of a small file."""
        stream = _tried(lambda: self._fs.open(self._path))
        try:
            return bytes(_tried(lambda: self._java.org.apache.commons.io.IOUtils.toByteArray(stream)))
        finally:
            stream.close()

    def write(self, data: bytes) -> None:
        """Put a small file in place of what is there, whole or not at all where the file system can rename."""
        new = HadoopPath(self._spark, f"{self.text}.new")
        self._fs.setWriteChecksum(
            False
        )  # beside a file of this machine: whoever changes it otherwise would make it unreadable here
        try:
            stream = _tried(lambda: self._fs.create(new._path, True))
            _tried(lambda: stream.write(bytearray(data)))
            _tried(stream.close)
        finally:
            self._fs.setWriteChecksum(True)
        self.remove()
        new.rename(self)

    def rename(self, other: HadoopPath) -> None:
        """Give it another place, whose folder is made."""
        _tried(lambda: self._fs.mkdirs(other._path.getParent()))
        if not _tried(lambda: self._fs.rename(self._path, other._path)):
            raise OSError(f"{self.text} cannot be renamed")

    def remove(self) -> None:
        """Remove it with all that it holds, if it is there."""
        _tried(lambda: self._fs.delete(self._path, True))


def _tried(call: Any) -> Any:
    """What a call into Java gives; what it throws as OSError."""
    from py4j.protocol import Py4JJavaError

    try:
        return call()
    except Py4JJavaError as error:
        raise OSError(0, str(error.java_exception.getMessage() or error.java_exception)) from error
