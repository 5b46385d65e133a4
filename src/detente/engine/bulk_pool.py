"""Read shards in processes of this machine; a process that dies costs nothing but time.

Each process is given one shard at a time and says which unit it is at. When it dies, another one reads
the shard again from its start (nothing of it was written). A unit at which two processes died is listed
as failed and passed over. Processes are renewed now and then, because a language pipeline never forgets
a word and so grows.
"""

from __future__ import annotations

import contextlib
import signal
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from pathlib import Path

from detente.engine.bulk_folder import Outcome
from detente.engine.bulk_shards import Shard
from detente.engine.bulk_work import Work, read_shard
from detente.errors import BulkError, DetenteError, SourceError

#: Units after which a process is replaced by a new one.
RENEW = 10_000
_DEATHS_AT_ONE = 2
_DEATHS = 6
#: Shards of which nothing can be read, before anything else was read either: then no file is to blame.
_BARREN = 3

Note = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a shard was not read; ``fatal`` when no other can be read either."""

    reason: str
    fatal: bool


@dataclass(slots=True)
class _Task:
    shard: Shard
    skip: frozenset[int] = frozenset()
    deaths: Counter[int] = field(default_factory=Counter)


@dataclass(slots=True)
class _Worker:
    process: BaseProcess
    pipe: Connection
    task: _Task | None = None
    at: int = -1
    units: int = 0


def read_in_pool(
    shards: Iterable[Shard],
    work: Work,
    *,
    jobs: int,
    on_note: Note,
    on_unit: Callable[[], None],
    renew: int = RENEW,
) -> Iterator[Outcome | tuple[Shard, SourceError]]:
    """Yield the outcome of each shard as it comes, or why it could not be read.

    Args:
        shards: What to read; taken as needed.
        work: On which terms, and where to.
        jobs: Processes.
        on_note: Told when a process died.
        on_unit: Told of each unit begun, for progress.
        renew: Units after which a process is replaced.

    Raises:
        BulkError: When nothing can be read: processes die before they read anything, the folder
            cannot be written, the pipeline is missing.
    """
    coming, again = iter(shards), deque[_Task]()
    idle: list[_Worker] = []
    busy: list[_Worker] = []
    barren: int | None = 0  # None once anything was read
    try:
        while True:
            while len(busy) < jobs and (task := _next(again, coming)):
                worker = idle.pop() if idle else _started(work)
                worker.task, worker.at = task, -1
                busy.append(worker)
                _ask(worker)
            if not busy:
                return
            ready = wait([w.pipe for w in busy])
            for worker in [w for w in busy if w.pipe in ready]:
                answer = _answer(worker)
                if isinstance(answer, int):
                    worker.at = answer
                    worker.units += 1
                    barren = None
                    on_unit()
                    continue
                busy.remove(worker)
                task = worker.task
                assert task is not None
                if answer is None:
                    failed = _died(worker, task, on_note)
                    if failed is None:
                        again.append(task)
                        continue
                    if barren is not None and worker.at < 0:
                        barren += 1
                        if barren >= _BARREN:
                            raise BulkError(
                                f"processes end before they read anything ({failed.reason}); is "
                                "there memory for them? Try with fewer (--jobs)"
                            )
                    yield task.shard, failed
                    continue
                if worker.units >= renew:
                    _end(worker)
                else:
                    idle.append(worker)
                if isinstance(answer, Outcome):
                    yield answer
                elif answer.fatal:
                    raise BulkError(answer.reason)
                else:
                    yield task.shard, SourceError(task.shard.path, answer.reason)
    finally:
        for worker in busy:
            worker.process.kill()  # what it writes appears whole or not at all
        for worker in idle:
            _end(worker)
        for worker in busy:
            worker.process.join()
            worker.pipe.close()


def _next(again: deque[_Task], coming: Iterator[Shard]) -> _Task | None:
    if again:
        return again.popleft()
    shard = next(coming, None)
    return _Task(shard) if shard is not None else None


def _started(work: Work) -> _Worker:
    context = get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_serve, args=(theirs, work), daemon=True)
    process.start()
    theirs.close()  # so that the end of the process is the end of the pipe
    return _Worker(process, ours)


def _ask(worker: _Worker) -> None:
    assert worker.task is not None
    with contextlib.suppress(OSError):  # it died while it waited; its pipe says so
        worker.pipe.send((worker.task.shard, worker.task.skip))


def _answer(worker: _Worker) -> int | Outcome | Refusal | None:
    """Return what a process says; ``None`` when it died."""
    try:
        said: int | Outcome | Refusal = worker.pipe.recv()
    except (EOFError, OSError):
        return None
    return said


def _end(worker: _Worker) -> None:
    with contextlib.suppress(OSError):
        worker.pipe.send(None)
    worker.process.join()
    worker.pipe.close()


def _died(worker: _Worker, task: _Task, on_note: Note) -> SourceError | None:
    """Settle what becomes of the shard of a process that died; ``None`` when it is read again."""
    worker.process.join()
    worker.pipe.close()
    task.deaths[worker.at] += 1
    code = worker.process.exitcode or 0
    how = f"signal {-code}" if code < 0 else f"exit code {code}"
    name = Path(task.shard.path).name
    if worker.at < 0 and task.deaths[-1] > _DEATHS_AT_ONE:
        return SourceError(
            f"{name}:{task.shard.first}",
            f"{task.deaths[-1]} processes ended ({how}) before they read anything of it; spoilt?",
        )
    if task.deaths.total() >= _DEATHS:
        return SourceError(
            f"{name}:{task.shard.first}",
            f"{_DEATHS} processes ended ({how}) while they read from here on; run again",
        )
    if worker.at >= 0 and task.deaths[worker.at] >= _DEATHS_AT_ONE:
        task.skip |= {worker.at}
    on_note(
        f"a process ended ({how}) in the shard of {name} from {task.shard.first} on; read again"
    )
    return None


def _serve(pipe: Connection, work: Work) -> None:
    """Read shards until there are no more or nobody asks any longer."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # who started us ends us
    try:
        while (asked := pipe.recv()) is not None:
            shard, skip = asked
            pipe.send(_tried(shard, work, skip, pipe))
    except (EOFError, OSError):
        return


def _tried(shard: Shard, work: Work, skip: frozenset[int], pipe: Connection) -> Outcome | Refusal:
    try:
        return read_shard(shard, work, skip=skip, on_unit=pipe.send)
    except SourceError as error:
        return Refusal(error.reason, fatal=False)
    except DetenteError as error:
        return Refusal(str(error), fatal=True)
