"""Compile the catalogues of messages into what the program reads, when the package is built or installed."""

from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from setuptools import setup
from setuptools.command.build_py import build_py


class Build(build_py):
    """The modules and data of the package, with the catalogues compiled first."""

    def run(self) -> None:
        """Compile, then do what is done without this."""
        for po in sorted(Path("zhize/locale").rglob("*.po")):
            with po.open("rb") as file, po.with_suffix(".mo").open("wb") as out:
                write_mo(out, read_po(file))
        super().run()


setup(cmdclass={"build_py": Build})
