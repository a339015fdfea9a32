"""XML parts as element trees: no DTD, no entities, no network, bounded depth."""

from lxml import etree  # ty: ignore[missing-module-member] (a C extension without stubs)

from printshop.errors import DamagedFileError

Element = etree._Element  # noqa: SLF001 (lxml's only name for the type)

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
# One for all: making it takes as long as reading a small part. lxml lets one thread at a time
# use it.
_PARSER = etree.XMLParser(
    encoding="utf-8",
    resolve_entities=False,
    no_network=True,
    load_dtd=False,
    huge_tree=False,
    collect_ids=False,
    remove_blank_text=True,
    remove_comments=True,
    remove_pis=True,
)


def parse_xml(data: bytes, *, file_name: str, part: str) -> Element:
    """Parse one part.

    Entities are never wanted: the parts are UTF-8 without DTD by the standard,
    and the parser is told so, lest a declared encoding hides a DTD.

    Raises:
        DamagedFileError: if it is not well-formed or declares a document type.
    """
    if b"!" in data and (b"<!DOCTYPE" in data or b"<!ENTITY" in data):
        message = (
            f"{file_name}: the part {part} declares a document type, which .3mf files must not: "
            "save it again from the slicer."
        )
        raise DamagedFileError(message)
    try:
        return etree.fromstring(data.removeprefix(_BYTE_ORDER_MARK), _PARSER)
    except (etree.XMLSyntaxError, ValueError) as fault:
        line = getattr(fault, "lineno", None)
        place = f" (line {line})" if line else ""
        message = (
            f"{file_name} is damaged, its part {part} is not well-formed XML{place}: "
            "copy or download it again."
        )
        raise DamagedFileError(message) from fault
