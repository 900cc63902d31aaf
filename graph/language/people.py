"""Who sits in a body as what: words for roles, posts, names of persons, and the units that posts belong to.

The words stand in `lexicon/roles_of_bodies.yaml`, `posts.yaml` and `surnames.yaml`; nothing here knows a person.
"""

from __future__ import annotations

from functools import cache, lru_cache

import msgspec
import regex

from zhize.errors import SchemaError
from zhize.graph.language.late import late
from zhize.graph.language.lists import cut
from zhize.graph.language.names import is_agency, is_collective, is_elliptic, parse
from zhize.graph.language.vocabulary import alternatives, load

LONGEST_POST = 60


class RoleWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Words of one role; `kinds` are the kinds of bodies that have it, none: any."""

    relation: str
    kinds: tuple[str, ...]
    words: tuple[str, ...]


class RoleLexicon(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The words of roles_of_bodies.yaml."""

    before: tuple[str, ...]
    roles: tuple[RoleWords, ...]
    columns: dict[str, tuple[str, ...]]


class PostWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The words of posts.yaml."""

    heads: tuple[str, ...]
    titles: tuple[str, ...]
    people: tuple[str, ...]
    modifiers: tuple[str, ...]
    ranks: tuple[str, ...]
    anybody: tuple[str, ...]
    party: tuple[str, ...]
    heads_of_units: tuple[str, ...]


class Surnames(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The characters of surnames.yaml."""

    single: str
    compound: tuple[str, ...]
    never: str
    never_last: str
    words: tuple[str, ...]


RELATIONS = ("chief", "deputy", "secretary", "member", "led_by")


@cache
def role_lexicon() -> RoleLexicon:
    """Load and check the words for roles.

    Raises:
        SchemaError: the file is malformed, a relation is unknown, or a word stands in two roles of one kind.
    """
    found = load("roles_of_bodies.yaml", RoleLexicon)
    seen: set[str] = set()
    for role in found.roles:
        if role.relation not in RELATIONS:
            raise SchemaError(
                "graph/language/lexicon/roles_of_bodies.yaml: {relation} is no role of a body.", relation=role.relation
            )
        for word in role.words:
            if word in seen:
                raise SchemaError("graph/language/lexicon/roles_of_bodies.yaml: {word} stands in two roles.", word=word)
            seen.add(word)
    return found


@cache
def post_words() -> PostWords:
    """Load the words for posts."""
    return load("posts.yaml", PostWords)


@cache
def _surnames() -> Surnames:
    return load("surnames.yaml", Surnames)


class Role(msgspec.Struct, frozen=True):
    """A role in a body as printed: `常务副总指挥` -> relation `deputy`, kinds (`command`,)."""

    word: str
    relation: str
    kinds: tuple[str, ...]

    def fits(self, kind: str) -> bool:
        """Whether a body of a kind has this role."""
        return not self.kinds or kind in self.kinds


@cache
def _roles() -> dict[str, Role]:
    found: dict[str, Role] = {}
    for group in role_lexicon().roles:
        for word in group.words:
            found[word] = Role(word, group.relation, group.kinds)
            if group.relation in ("chief", "deputy"):
                for before in role_lexicon().before:
                    found.setdefault(before + word, Role(before + word, group.relation, group.kinds))
                if group.relation == "deputy":
                    for before in role_lexicon().before:
                        inner = word.removeprefix("副")
                        found.setdefault(f"副{before}{inner}", Role(f"副{before}{inner}", "deputy", group.kinds))
    return found


def role_of(word: str) -> Role | None:
    """The role that a word stands for: `副组长` -> deputy, `成员单位` -> member; None where it is none."""
    return _roles().get(word)


@cache
def role_pattern(*relations: str) -> str:
    """All words for the given roles as a pattern, the longest first; without arguments for every role."""
    return alternatives([w for w, role in _roles().items() if not relations or role.relation in relations])


@cache
def spaced_role_pattern() -> str:
    """The words for roles as print sets them, with blanks between the characters: `总 指 挥`, `组    长`."""
    words = sorted(_roles(), key=lambda w: (-len(w), w))
    return "|".join(r"[ \t]*".join(word) for word in words)


# -- persons


@lru_cache(16384)
def is_person(text: str) -> bool:
    """Whether a text is shaped like the name of a person: a surname and one or two characters.

    Example: `王建国`, `欧阳晓`, `阿依古丽·买买提` are; `区长`, `宣传部`, `张三等` are not.
    """
    if "·" in text:
        return bool(regex.fullmatch(r"\p{Han}{2,8}(?:·\p{Han}{2,8}){1,2}", text))
    if not 2 <= len(text) <= 4 or not regex.fullmatch(r"\p{Han}+", text):
        return False
    words = _surnames()
    if text in words.words:
        return False
    double = text[:2] in words.compound
    given = text[2:] if double and len(text) > 2 else text[1:]
    if not (double and len(text) > 2) and (text[0] not in words.single or len(text) > 3):
        return False
    if not 1 <= len(given) <= 2 or any(c in words.never for c in given) or given[-1] in words.never_last:
        return False
    return not is_agency(text) and not is_collective(text) and not (len(text) > 2 and is_elliptic(text))


def may_be_person(text: str) -> bool:
    """Whether a text in the place of a name may be one: the shape of a name with any surname, no office and no unit."""
    if is_person(text) or "·" in text:
        return is_person(text)
    if not regex.fullmatch(r"\p{Han}{2,4}", text) or is_post(text):
        return False
    return text[-1] not in _surnames().never_last and text[0] not in "省市区县州镇乡各有" and not is_agency(text)


# -- posts


@cache
def _post_end() -> regex.Pattern[str]:
    words = post_words()
    heads = alternatives(words.heads)
    modifiers = alternatives(words.modifiers)
    people = alternatives(words.people)
    return regex.compile(rf"(?:的)?(?:(?:{modifiers})的?)*(?:副?(?:{heads})|{people})(?:（[^（）]{{1,20}}）|（兼）)?$")


def post_end(text: str) -> int | None:
    """Where the words for a post at the end of a text begin, None where it ends in none.

    Example: `区应急局主要负责人` -> 4 (`主要负责人`), `区长` -> 0, `区应急局` -> None.
    """
    match = _post_end().search(text, max(0, len(text) - LONGEST_POST))
    return match.start() if match else None


@lru_cache(16384)
def is_post(text: str) -> bool:
    """Whether a text names a person by office: `区政府分管副区长`, `区应急局主要负责人`."""
    return post_end(text) is not None


def is_any_post(words: str) -> bool:
    """Whether the words for a post tell no office: `主要负责人`, `有关领导`, `同志`; a `指挥员` or a `厂长` is one.

    What stands before such words is the unit that sends somebody.
    """
    return words.endswith((*post_words().people, *post_words().anybody)) or words.endswith(post_words().heads_of_units)


_RULERS = ("区长", "县长", "市长", "省长", "镇长", "乡长", "州长", "旗长", "盟长")
_SUB_UNIT = late(
    r"^(?P<unit>\p{Han}+?(?:局|委|办公室|部|厅|中心|支队|大队|总队|院|会|公司|社))\p{Han}{2,14}(?:科|股|处|室)$"
)


def unit_of(post: str) -> str | None:
    """The unit that a single post belongs to, None where it names none.

    Example: `区应急局局长` -> `区应急局`, `示例区副区长` -> `示例区`, `市公安局治安科科长` -> `市公安局`, `副区长` -> None.
    """
    post = regex.sub(r"（[^（）]*）$", "", post.strip(" ，；。"))
    rest = post
    while True:
        start = post_end(rest)
        if start is None or start == len(rest):
            break
        head = rest[start:]
        rest = rest[:start]
        if rest and head.endswith(_RULERS) and "副" not in head and rest[-1] not in "省市区县镇乡州旗盟府会":
            rest += head[-2]
            break
    rest = rest.rstrip("的原、")
    if rest == post or len(rest) < 2:
        return None
    inner = _SUB_UNIT.match(rest)
    if inner and (parsed := parse(inner["unit"])) is not None and parsed.kind not in ("government", "other"):
        rest = inner["unit"]
    return rest


def units_of(post: str) -> list[str]:
    """The units that a printed post names, in order.

    Example: `区委宣传部副部长、区文明办主任` -> `区委宣传部`, `区文明办`; `区委常委、宣传部部长` -> `宣传部`;
    the unit alone, `市府办`, is itself.
    """
    pieces = [p for piece in cut(post, "、，；") for p in piece.split()]
    found: list[tuple[str, bool]] = []
    for piece in pieces:
        unit = unit_of(piece) or (piece if unit_like(piece) and not is_post(piece) else None)
        if unit is None:
            continue
        rank = piece.endswith(post_words().ranks)
        if not found or is_agency(unit) or is_elliptic(unit):
            found.append((unit, rank))
    real = [unit for unit, rank in found if not rank] or [unit for unit, _ in found]
    if found and found[0][1] and found[0][0] not in real and not is_party(found[0][0]):
        real = [found[0][0], *real[1:]] if len(real) > 1 else [found[0][0]]
    return list(dict.fromkeys(real))


def is_party(unit: str) -> bool:
    """Whether a unit is a committee of the party or a government, of which people have a rank: 区委, 市政府."""
    return bool(regex.search(r"[省市区县州旗镇]委$|政府$|党委$|工委$", unit))


# -- holders


class Holder(msgspec.Struct, frozen=True):
    """Who holds a role: a person by name, with the post where it is printed, or a post alone.

    `printed` is the name of the person, else the post; `start`, `end` are offsets into the text that was read.
    """

    printed: str
    person: str | None = None
    post: str | None = None


_BRACKETED = late(
    r"(?P<name>\p{Han}{2,4}|\p{Han}{2,8}·\p{Han}{2,8})（(?P<post>(?:[^（）]|（[^（）]*）)*)）(?:同志)?[、，；,和及]?"
)
_AND_POST = late(r"(?:以及|及|和|与)")


def holders(text: str) -> list[Holder]:
    """The holders that a list names, by person or by post.

    Reads `王建国（区长）、李明（副区长）`, `区长王建国`, `王建国、李明同志`, `区政府分管副区长和区应急局局长`.
    A piece that is neither stays with the next (`市水务局、应急局局长`).
    """
    text = regex.sub(r"等?(?:(?<!领导|负责|有关|相关|主要)同志)?(?:分别)?$", "", text.strip(" ，；。：、"))
    bracketed = _of_brackets(text)
    if bracketed:
        return bracketed
    out: list[Holder] = []
    held = ""
    for piece in cut(text, "、，；"):
        piece = piece.strip()
        person = _holder(piece)
        if person is not None and not held:
            out.append(person)
            continue
        held = f"{held}、{piece}" if held else piece
        if is_post(held):
            out += [_holder(part) or Holder(part, None, part) for part in _offices(held)]
            held = ""
        elif person is not None:
            out.append(Holder(held))
            held = ""
    return [*out, *(_holder(part) or Holder(part) for part in _parted(held))] if held else out


def _of_brackets(text: str) -> list[Holder]:
    out: list[Holder] = []
    at = 0
    while at < len(text):
        match = _BRACKETED.match(text, at)
        if match is None or not may_be_person(match["name"]):
            return []
        post = match["post"].strip()
        if not (is_post(post) or is_agency(post) or out or unit_like(post)):
            return []
        out.append(Holder(match["name"], match["name"], post or None))
        at = match.end()
    return out


def unit_like(text: str) -> bool:
    """Whether a text beside a person's name may be the unit or the post of that person."""
    return (
        is_post(text)
        or is_agency(text)
        or is_elliptic(text)
        or bool(regex.search(r"[局委办部厅院会司学社团队所站校处科室股]$", text))
    )


def _holder(piece: str) -> Holder | None:
    """A person by name, alone, behind the post, or before a title: `李明同志`, `区应急局局长李明`, `青石大学李明教授`."""
    bare = piece.removesuffix("同志")
    if is_person(bare):
        return Holder(bare, bare)
    if (titled := _titled(bare)) is not None:
        return titled
    for length in (4, 3, 2):
        name, post = bare[-length:], bare[:-length]
        if len(post) >= 2 and is_person(name) and is_post(post) and not is_post(bare):
            if length == 3 and is_person(name[1:]) and is_post(post + name[0]):
                continue
            return Holder(name, name, post)
    return None


def _titled(text: str) -> Holder | None:
    """A person behind the unit and before a title of learning: `青石大学李明教授` is 李明, of 青石大学."""
    title = next((word for word in post_words().titles if text.endswith(word)), "")
    named = text.removesuffix(title) if title else ""
    for length in (3, 2):
        name, unit = named[-length:], named[:-length]
        if len(name) == length and is_person(name) and (not unit or (unit_like(unit) and not is_post(unit))):
            return Holder(name, name, unit or None)
    return None


def _offices(held: str) -> list[str]:
    """Offices that `、` joins: cut where every unit is printed whole.

    Example: `区水利局、区应急局主要负责人` -> `区水利局`, `区应急局主要负责人`; `市水务局、应急局局长` and
    `区委、区政府主要领导` stay.
    """
    pieces = cut(held, "、")
    units = [*pieces[:-1], unit_of(pieces[-1]) or ""]
    whole = all((name := parse(unit)) and is_agency(unit) and (name.level_word or name.place) for unit in units)
    if len(pieces) > 1 and whole and not any(map(is_party, units)):
        return pieces
    return _parted(held)


def _parted(held: str) -> list[str]:
    """Posts joined by 和, 及: cut where what stands before is a post."""
    for match in _AND_POST.finditer(held):
        left, right = held[: match.start()], held[match.end() :]
        if (
            left
            and right
            and (is_post(left) or is_person(left))
            and (is_post(right) or is_person(right.removesuffix("同志")))
        ):
            return [*_parted(left), *_parted(right)]
    return [held]
