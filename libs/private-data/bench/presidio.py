"""Presidio's pattern recognizers over labelled rows, for private-data:bench.

Reads one JSON array of texts from standard input and writes one array of finds for each text, in
code points. Owns which recognizer stands for which kind. Knows nothing of labels or scores, and
needs no language model: recognizers are asked one by one, without context words.
"""

import json
import logging
import sys

import tldextract

# The list of public suffixes that comes with the package; no network.
tldextract.extract = tldextract.TLDExtract(suffix_list_urls=())
logging.disable(logging.CRITICAL)

from presidio_analyzer import EntityRecognizer  # noqa: E402
from presidio_analyzer import predefined_recognizers as presidio  # noqa: E402


def recognizers() -> dict[str, list[EntityRecognizer]]:
    """What Presidio has for each kind; secrets and addresses have no pattern."""
    return {
        "email": [presidio.EmailRecognizer()],
        "phone": [presidio.PhoneRecognizer(supported_regions=("KR", "US", "GB"))],
        "resident-number": [presidio.KrRrnRecognizer()],
        "foreigner-number": [presidio.KrFrnRecognizer()],
        "business-number": [presidio.KrBrnRecognizer()],
        "card": [presidio.CreditCardRecognizer()],
        "bank-account": [presidio.IbanRecognizer()],
        "passport": [presidio.KrPassportRecognizer()],
        "driver-licence": [presidio.KrDriverLicenseRecognizer()],
        "ip": [presidio.IpRecognizer()],
        "mac": [presidio.MacAddressRecognizer()],
    }


def kind_of(kind: str, value: str) -> str:
    """IpRecognizer gives both versions one name."""
    return kind if kind != "ip" else "ipv6" if ":" in value else "ipv4"


def finds(text: str, by_kind: dict[str, list[EntityRecognizer]]) -> list[list[object]]:
    """[kind, start, end] of each find with a score above 0, as AnalyzerEngine gives by default."""
    return [
        [kind_of(kind, text[result.start : result.end]), result.start, result.end]
        for kind, several in by_kind.items()
        for recognizer in several
        for result in recognizer.analyze(text, recognizer.supported_entities, None)
        if result.score > 0
    ]


if __name__ == "__main__":
    by_kind = recognizers()
    json.dump([finds(text, by_kind) for text in json.load(sys.stdin)], sys.stdout)
