"""Read files of articles into Parquet: what is missing and no more, in processes or on a cluster.

Each input file is cut into shards named by their content (:mod:`detente.engine.bulk_shards`); a shard
whose tables are in the folder is passed over, so that an interrupted run is gone on with and a second
run does nothing. When an input has changed, the shards that it no longer has are taken away at the end
of the run, so that the folder holds each input as it is now.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from detente.engine.bulk_folder import INPUTS, BulkFolder, Listing, Outcome
from detente.engine.bulk_pool import read_in_pool
from detente.engine.bulk_ray import read_on_ray, require_ray
from detente.engine.bulk_reader import reader_version
from detente.engine.bulk_rows import ERRORS, FAILED, error_row, frame
from detente.engine.bulk_shards import UNITS, Shard, Terms, cut, files_of
from detente.engine.bulk_status import Status
from detente.engine.bulk_work import Work
from detente.errors import BulkError, SourceError
from detente.reading.read import Voices

Engine = Literal["pool", "ray"]
_EXAMPLES = 20


@dataclass(slots=True)
class Bulk:
    """What became of a bulk reading.

    Attributes:
        shards: Shards read in this run.
        before: Shards that were there before.
        gone: Shards taken away because their input is another now.
        articles: Articles in the folder of the inputs given.
        events: Rows of events.
        failed: Inputs that could not be read.
        passed: Pages passed over because they are no English article.
        inputs: Whole files, or shards of them, that could not be read.
        examples: Some of the inputs that failed: source and reason.
        seconds: From the first shard given out to the last that came back.
    """

    shards: int = 0
    before: int = 0
    gone: int = 0
    articles: int = 0
    events: int = 0
    failed: int = 0
    passed: int = 0
    inputs: list[SourceError] = field(default_factory=list)
    examples: list[tuple[str, str]] = field(default_factory=list)
    seconds: float = 0.0

    def take(self, outcome: Outcome) -> None:
        """Add a shard."""
        self.articles += outcome.articles
        self.events += outcome.events
        self.failed += outcome.failed
        self.passed += outcome.passed
        self.examples += outcome.examples[: _EXAMPLES - len(self.examples)]


@dataclass(slots=True)
class _Plan:
    """The shards of all inputs as they are found: those missing are handed out, the rest noted."""

    files: list[Path]
    folder: BulkFolder
    listing: Listing
    terms: Terms
    units: int
    status: Status
    done: Bulk
    whole: dict[str, list[str]] = field(default_factory=dict)
    handed: dict[str, Shard] = field(default_factory=dict)
    there: set[str] = field(default_factory=set)

    def missing(self) -> Iterator[Shard]:
        for path in self.files:
            names: list[str] = []
            input_ = str(path.resolve())
            try:
                for shard in cut(path.absolute(), self.terms, units=self.units):
                    names.append(shard.name)
                    self.listing.add(input_, shard.name)
                    if shard.name in self.handed or shard.name in self.there:
                        self.status.passed += shard.weight  # the same articles twice
                    elif self.folder.has(shard.name):
                        self.there.add(shard.name)
                        self.status.passed += shard.weight
                        self.done.before += 1
                        self.done.take(self.folder.outcome(shard.name))
                    else:
                        self.handed[shard.name] = shard
                        yield shard
            except SourceError as error:
                self.done.inputs.append(error)
            else:
                self.whole[input_] = names


def read_bulk(
    paths: list[Path],
    out: Path,
    *,
    jobs: int = 0,
    engine: Engine = "pool",
    address: str | None = None,
    voices: Voices = "political",
    published: str | None = None,
    units: int = UNITS,
    on_status: Callable[[Status], None] | None = None,
    on_note: Callable[[str], None] | None = None,
) -> Bulk:
    """Read files of articles into the folder ``out``.

    Args:
        paths: JSON lines, Parquet and WARC files, and folders of them.
        out: The folder, made when it is not there.
        jobs: Processes; 0 for one a core.
        engine: Processes of this machine, or Ray.
        address: Of a Ray cluster; Ray is started on this machine when left out.
        voices: Whose statements are kept.
        published: Date for articles that carry none.
        units: Articles in a shard; another number gives other shards.
        on_status: Told now and then how far it is.
        on_note: Told what is odd: a process that died, a shard that comes back from the cluster unread.

    Raises:
        BulkError: When it cannot go on; what was read stays, and the same call goes on from there.
    """
    if engine == "ray":
        require_ray()
    elif address is not None:
        raise BulkError("an address is that of a Ray cluster; add --engine ray")
    note = on_note or (lambda _: None)
    done, folder = Bulk(), BulkFolder(out)
    files = list(files_of(paths, on_error=done.inputs.append))
    terms = Terms(reader=reader_version(), voices=voices, published=published)
    work = Work(folder=str(out.resolve()), terms=terms)
    status = Status(size=sum(f.stat().st_size for f in files))

    def told() -> None:
        status.mark(time.monotonic())
        if on_status is not None:
            on_status(status)

    def begun() -> None:
        status.begun += 1
        told()

    with folder.alone():
        with folder.listing() as listing:
            plan = _Plan(files, folder, listing, terms, units, status, done)
            started = time.monotonic()
            missing: Iterator[Shard] | list[Shard] = plan.missing()
            if engine == "ray":
                status.waiting = "looking at the inputs"
                told()
                missing = list(missing)
                status.waiting = "starting Ray"
                told()
                if missing:
                    missing = _on_ray(missing, work, jobs, address, units, status, done, told, note)
                status.waiting = ""
            for answer in read_in_pool(
                missing, work, jobs=jobs or os.cpu_count() or 1, on_note=note, on_unit=begun
            ):
                _take(answer, plan.handed, status, done)
                told()
            done.seconds = time.monotonic() - started
        _settle(folder, plan, done)
    return done


def _on_ray(
    shards: list[Shard],
    work: Work,
    jobs: int,
    address: str | None,
    units: int,
    status: Status,
    done: Bulk,
    told: Callable[[], None],
    note: Callable[[str], None],
) -> list[Shard]:
    """Read shards on Ray; return those that came back unread because processes died."""
    left = {shard.name: shard for shard in shards}

    def up() -> None:
        status.waiting = ""
        told()

    for answer in read_on_ray(shards, work, jobs=jobs, address=address, units=units, on_start=up):
        name = answer.name if isinstance(answer, Outcome) else answer[0].name
        shard = left.pop(name)
        if isinstance(answer, Outcome):
            status.begun += answer.articles + answer.failed + answer.passed
        _take(answer, {name: shard}, status, done)
        told()
    if left:
        note(
            f"{len(left)} shards came back from Ray unread (processes died, or Détente is missing "
            "on a machine); they are read here"
        )
    return list(left.values())


def _take(
    answer: Outcome | tuple[Shard, SourceError],
    shards: dict[str, Shard],
    status: Status,
    done: Bulk,
) -> None:
    if isinstance(answer, Outcome):
        done.shards += 1
        done.take(answer)
        status.read += shards[answer.name].weight
    else:
        shard, error = answer
        done.inputs.append(error)
        status.read += shard.weight


def _settle(folder: BulkFolder, plan: _Plan, done: Bulk) -> None:
    """Write the list of shards anew, take away those that no input has any more, note failed files."""
    before = folder.listed()
    now = {**before, **plan.whole}
    kept = {name for names in now.values() for name in names}
    for input_ in plan.whole:
        for name in before.get(input_, ()):
            if name not in kept:
                folder.remove(name)
                done.gone += 1
    folder.relist(now.items())
    rows = [error_row(error, FAILED) for error in done.inputs]
    folder.write("errors", INPUTS, frame(rows, ERRORS))
