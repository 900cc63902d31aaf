"""Printed names of bodies as they stand in a statement, before anybody knows which body each is."""

from __future__ import annotations

import msgspec


class Mention(msgspec.Struct, frozen=True):
    """A printed name of a body in a claim.

    `reading` is the name in full where the print leaves words out: in `区人武部、宣传部` the second name is
    printed `宣传部` and reads `区宣传部`. `collective` marks a class of bodies (各镇政府); `post` an office or a
    group that is no agency (区政府分管副区长); `person` a person by name, who becomes a Person of the document's region.
    """

    printed: str
    reading: str
    collective: bool = False
    post: bool = False
    person: bool = False
