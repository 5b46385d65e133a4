"""A record of four invented dispatches and a few imported rows, for regions, channels, ledger and chains."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from detente.codebook import load_codebook
from detente.record import Record
from detente.record.bulk_import import import_events
from detente.records import (
    Article,
    Event,
    Evidence,
    Link,
    Reading,
    Request,
    RequestStatus,
    content_id,
)
from detente.sources.events import FORMS
from detente.sources.events.icews import COLUMNS

FORMULA = "=1+1 <b>tons</b> of rice"


@dataclass
class Dispatch:
    """An article made sentence by sentence, each with what is read in it."""

    id: str
    published: str
    title: str = ""
    text: str = ""
    events: list[Event] = field(default_factory=list)
    requests: list[Request] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)

    def says(self, words: str) -> Evidence:
        """Add a sentence."""
        start = len(self.text)
        self.text += f"{words}. "
        return Evidence(start, start + len(words), words)

    def act(self, source: str, kind: str, target: str, words: str, **how: str) -> str:
        """Add a sentence that tells an act, and return the id of the act."""
        mode = how.get("mode")
        coding = load_codebook().code(kind, mode)
        proof = self.says(words)
        id_ = content_id(self.id, kind, source, target, str(proof.start))
        self.events.append(
            Event(
                id=id_,
                source=(source,),
                type=kind,
                mode=mode,
                target=(target,),
                evidence=proof,
                date=how.get("date", self.published),
                cameo=coding.cameo,
                goldstein=coding.goldstein,
                by="test.rule",
                confidence=0.9,
            )
        )
        return id_

    def ask(
        self,
        source: str,
        target: str,
        about: str,
        *,
        concerning: tuple[str, ...] = (),
        status: RequestStatus = "open",
        reply: str = "",
    ) -> str:
        """Add a sentence that asks, with its answer, and return the id of the request."""
        proof = self.says(f"{source} asked {target} for this: {about}")
        answer = self.says(reply) if reply else None
        id_ = content_id(self.id, source, target, about)
        self.requests.append(
            Request(
                id=id_,
                source=(source,),
                target=(target,),
                about=about,
                concerning=concerning,
                status=status,
                reply=answer,
                evidence=proof,
            )
        )
        return id_

    def reading(self) -> Reading:
        """Return the reading."""
        return Reading(
            article=Article(
                id=self.id,
                title=self.title,
                text=self.text,
                published=self.published,
                publisher="The Invented Post",
            ),
            events=tuple(self.events),
            requests=tuple(self.requests),
            links=tuple(self.links),
        )


@dataclass(frozen=True)
class Made:
    """Where the record lies, and the ids that tests ask for."""

    path: Path
    measure: str
    rice: str


def make(folder: Path) -> Made:
    """Make the record: Kenya is a friend of Peru and of Chad, who are at odds."""
    old = Dispatch("old", "2030-01-10", "A loan of rice")
    rice = old.ask("KEN", "PER", FORMULA)
    old.ask(
        "TCD", "PER", "withdraw its troops", status="declined", reply="Peru refused to withdraw"
    )
    friends = Dispatch("friends", "2031-02-01", "Friends")
    for n in range(8):
        friends.act(
            "KEN", "AGREE", "PER", f"Kenya agreed with Peru on point {n}", date=f"2031-01-0{n + 1}"
        )
        friends.act(
            "KEN", "AGREE", "TCD", f"Kenya agreed with Chad on point {n}", date=f"2031-01-1{n}"
        )
    quarrel = Dispatch("quarrel", "2031-03-20", "A quarrel")
    measure = quarrel.act("TCD", "SANCTION", "PER", "Chad banned fish from Peru", date="2031-03-01")
    quarrel.act("PER", "SANCTION", "TCD", "In return Peru banned salt from Chad", date="2031-03-05")
    quarrel.links.append(Link(source="events/1", target="events/0", kind="retaliation"))
    quarrel.act("PER", "SANCTION", "TCD", "Peru closed a port to Chad", date="2031-03-19")
    for n in range(6):
        quarrel.act("PER", "ACCUSE", "TCD", f"Peru blamed Chad in point {n}", date=f"2031-03-1{n}")
    word = Dispatch("word", "2031-05-01", "Word is carried")
    word.act(
        "KEN", "CONSULT", "PER", "Kenya mediated with Peru", mode="third-party", date="2031-04-10"
    )
    word.act(
        "KEN", "CONSULT", "TCD", "Kenya mediated with Chad", mode="third-party", date="2031-04-12"
    )
    word.ask("PER", "KEN", "mediate with Chad", concerning=("TCD",))
    path = folder / "region.db"
    with Record.open(path) as record:
        for one in (old, friends, quarrel, word):
            record.add(one.reading())
    rows = [
        (str(n), f"2029-0{n + 1}-03", *row)
        for n, row in enumerate(
            [
                ("Brazil", "057", "Chile", "8.0"),
                ("Chile", "057", "Brazil", "8.0"),
                ("Brazil", "112", "Chile", "-2.0"),
                ("Kenya", "040", "Peru", "1.0"),
            ]
        )
    ]
    source = folder / "rows.tab"
    source.write_text("\n".join(["\t".join(COLUMNS), *map(_line, rows)]) + "\n")
    import_events(path, [source], FORMS["icews"])
    return Made(path=path, measure=measure, rice=rice)


def _line(row: tuple[str, ...]) -> str:
    id_, day, source, code, target, intensity = row
    values = {
        "Event ID": id_, "Event Date": day, "Source Name": source, "Source Country": source,
        "CAMEO Code": code, "Intensity": intensity, "Target Name": target, "Target Country": target,
        "Story ID": "77", "Publisher": "<i>Folha</i>",
    }  # fmt: skip
    return "\t".join(values.get(c, "") for c in COLUMNS)
