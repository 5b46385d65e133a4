"""Invented rows of event data in the makers' own columns; ids and doings are made up."""

from __future__ import annotations

from detente.sources.events import gdelt, icews, polecat

_ICEWS = {
    "Event ID": "9000001", "Event Date": "2031-03-04", "Source Name": "Ministry (Kenya)",
    "Source Sectors": "Government", "Source Country": "Kenya", "Event Text": "Consult",
    "CAMEO Code": "040", "Intensity": "1", "Target Name": "Peru", "Target Country": "Peru",
    "Story ID": "77001", "Sentence Number": "2", "Publisher": "The Invented Post", "City": "Lima",
    "Country": "Peru", "Latitude": "-12.05", "Longitude": "-77.03",
}  # fmt: skip
_GDELT = {
    "GLOBALEVENTID": "9000001", "SQLDATE": "20310304", "MonthYear": "203103", "Year": "2031",
    "Actor1Code": "KENGOV", "Actor1Name": "KENYA", "Actor1CountryCode": "KEN", "Actor1Type1Code": "GOV",
    "Actor2Code": "PER", "Actor2Name": "PERU", "Actor2CountryCode": "PER", "IsRootEvent": "1",
    "EventCode": "040", "EventBaseCode": "040", "EventRootCode": "04", "QuadClass": "1",
    "GoldsteinScale": "1.0", "NumMentions": "6", "NumSources": "2", "NumArticles": "6",
    "AvgTone": "-1.25", "ActionGeo_FullName": "Lima, Peru", "ActionGeo_CountryCode": "PE",
    "DATEADDED": "20310304121500", "SOURCEURL": "https://www.paper.example/world/1.html",
}  # fmt: skip
_POLECAT = {
    "Event ID": "20310304-1-aa", "Event Date": "2031-03-04", "Event Type": "CONSULT",
    "Event Mode": "visit", "Intensity": "2.0", "Quad Code": "VERBAL COOPERATION",
    "Contexts": "diplomatic", "Actor Name": "Kenya", "Actor Country": "KEN", "Actor Sectors": "GOV; MIL",
    "Recipient Name": "Peru", "Recipient Country": "PER", "City": "Lima", "Country": "Peru",
    "Source": "The Invented Post", "Publication Date": "2031-03-05", "Language": "ENG", "Version": "x",
}  # fmt: skip
ICEWS_HEADER = "\t".join(icews.COLUMNS)
POLECAT_HEADER = "\t".join(polecat.COLUMNS)


def icews_row(**changes: str) -> str:
    """Return a line; names of columns with underscores for blanks."""
    values = _ICEWS | {k.replace("_", " "): v for k, v in changes.items()}
    return "\t".join(values.get(c, "") for c in icews.COLUMNS)


def gdelt_row(columns: tuple[str, ...] = gdelt.COLUMNS, **changes: str) -> str:
    values = _GDELT | changes
    return "\t".join(values.get(c, "") for c in columns)


def polecat_row(**changes: str) -> str:
    values = _POLECAT | {k.replace("_", " "): v for k, v in changes.items()}
    return "\t".join(values.get(c, "None") for c in polecat.COLUMNS)
