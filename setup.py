"""Compile what the program reads at every start, when the package is built or installed: messages, and the YAML of its data."""

import hashlib
import json
from pathlib import Path

import yaml
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from setuptools import setup
from setuptools.command.build_py import build_py


def pack_yaml(table: Path) -> None:
    """Write what the YAML files of the package say as one JSON object, by the SHA-256 of their bytes."""
    files = [file for folder in ("graph", "queries") for file in sorted(Path(folder).rglob("*.yaml"))]
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # as the program itself reads them
    contents = [file.read_bytes() for file in files]
    said = {hashlib.sha256(data).hexdigest(): yaml.load(data, loader) for data in contents}  # noqa: S506
    table.write_text(json.dumps(said, ensure_ascii=False, separators=(",", ":")) + "\n", encoding="utf-8")


class Build(build_py):
    """The modules and data of the package, with the catalogues of messages and the YAML compiled first."""

    def run(self) -> None:
        """Compile, then do what is done without this."""
        for po in sorted(Path("zhize/locale").rglob("*.po")):
            with po.open("rb") as file, po.with_suffix(".mo").open("wb") as out:
                write_mo(out, read_po(file))
        pack_yaml(Path("graph/packed.json"))
        super().run()


setup(cmdclass={"build_py": Build})
