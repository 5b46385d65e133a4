"""Read shards with Ray Data, on one machine or on a cluster.

What travels is the place of a shard, one row of an Arrow table, and back comes what became of it; the
machines read the input and write the tables themselves, by the same function as a process pool. So the
input and the folder have to be on a file system that all of them see under the same path.
"""

from __future__ import annotations

import dataclasses
import json
import logging
import os
import warnings
from collections.abc import Callable, Iterator, Sequence
from importlib import import_module
from typing import Any

from detente.engine.bulk_folder import Outcome
from detente.engine.bulk_pool import RENEW
from detente.engine.bulk_shards import Shard, Terms
from detente.engine.bulk_work import Work, read_shard
from detente.errors import BulkError, DetenteError, SourceError

#: How often Ray gives a shard to another process when one dies.
_AGAIN = 3


def require_ray() -> Any:
    """Return the module ``ray``.

    Raises:
        BulkError: When Ray or pyarrow is not installed.
    """
    # started by "uv run", Ray would start its own processes by it too, in a folder without a project
    os.environ.setdefault("RAY_ENABLE_UV_RUN_RUNTIME_ENV", "0")
    # a cluster that cannot be reached is told by an error, not by a line for each second of waiting
    os.environ.setdefault("RAY_BACKEND_LOG_LEVEL", "error")
    try:
        import_module("pyarrow")
        return import_module("ray")
    except ImportError:
        raise BulkError(
            "--engine ray needs Ray and pyarrow, which are not installed; install them with: "
            "pip install 'detente[bulk]'"
        ) from None


def read_on_ray(
    shards: Sequence[Shard],
    work: Work,
    *,
    jobs: int,
    address: str | None,
    units: int,
    on_start: Callable[[], None] | None = None,
) -> Iterator[Outcome | tuple[Shard, SourceError]]:
    """Yield the outcome of each shard as it comes; one that no process could read is left out.

    Ray gives the shard of a process that died to another, three times.

    Args:
        shards: What to read.
        work: On which terms, and where to.
        jobs: Processes when Ray is started here; on a cluster, the most at once.
        address: Of a running cluster ("auto", "10.0.0.1:6379"); Ray is started here when left out.
        units: Articles in a shard, by which it is seen when a process is to be renewed.
        on_start: Told when Ray is up.

    Raises:
        BulkError: When Ray is missing or cannot be reached, or nothing can be read.
    """
    ray = require_ray()
    _start(ray, jobs, address)
    try:
        import pyarrow as pa

        if on_start is not None:
            on_start()
        logging.getLogger("ray.data").setLevel(logging.CRITICAL)
        context = ray.data.DataContext.get_current()
        context.enable_progress_bars = False
        context.max_errored_blocks = -1  # what is left out is read again afterwards
        by_name = {shard.name: shard for shard in shards}
        told = json.dumps({"folder": work.folder, "terms": dataclasses.asdict(work.terms)})
        rows = [pa.table({"shard": [json.dumps(dataclasses.asdict(s))]}) for s in shards]
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            found = ray.data.from_arrow(rows).map_batches(
                read_batch,
                batch_size=1,
                batch_format="pyarrow",
                fn_kwargs={"work": told},
                num_cpus=1,
                max_calls=max(1, RENEW // units),
                compute=ray.data.TaskPoolStrategy(size=jobs or None),
                # by itself Ray tries for ever, and an article may end every process that reads it
                ray_remote_args_fn=_again,
            )
        for row in found.iter_rows():
            outcome = json.loads(row["outcome"])
            if "reason" not in outcome:
                examples = tuple((a, b) for a, b in outcome.pop("examples"))
                yield Outcome(**outcome, examples=examples)
            elif outcome["fatal"]:
                raise BulkError(outcome["reason"])
            else:
                shard = by_name[outcome["name"]]
                yield shard, SourceError(shard.path, outcome["reason"])
    except ray.exceptions.RayError as error:
        raise BulkError(f"Ray: {str(error).splitlines()[0]}") from None
    finally:
        ray.shutdown()


def _start(ray: Any, jobs: int, address: str | None) -> None:
    logging.getLogger("ray").setLevel(logging.ERROR)
    os.environ.setdefault("RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO", "0")
    here: dict[str, Any] = {"include_dashboard": False}
    if address is None:
        here["num_cpus"] = jobs or os.cpu_count() or 1
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            ray.init(
                address=address or "local",
                log_to_driver=False,
                logging_level=logging.ERROR,
                **(here if address is None else {}),
            )
            import_module("ray.data")
    except Exception as error:  # Ray raises many kinds of errors here, each means the same
        said = (str(error) or type(error).__name__).splitlines()[0]
        if address is None:
            raise BulkError(f"Ray cannot be started on this machine: {said}") from None
        raise BulkError(
            f"Ray cannot be reached at {address}: {said}. Is this machine in the cluster (ray start "
            f"--address={address})? Where the cluster has a token, is RAY_AUTH_MODE=token set here, and "
            "is ~/.ray/auth_token the same?"
        ) from None


def _again() -> dict[str, int]:
    return {"max_retries": _AGAIN}


def read_batch(batch: Any, *, work: str) -> Any:
    """Read the shards of an Arrow table (column ``shard``) and return what became of them (``outcome``)."""
    import pyarrow as pa

    held = json.loads(work)
    whole = Work(folder=held["folder"], terms=Terms(**held["terms"]))
    out = []
    for told in batch.column("shard").to_pylist():
        shard = Shard(**json.loads(told))
        try:
            outcome = dataclasses.asdict(read_shard(shard, whole))
        except SourceError as error:
            outcome = {"name": shard.name, "reason": error.reason, "fatal": False}
        except DetenteError as error:
            outcome = {"name": shard.name, "reason": str(error), "fatal": True}
        out.append(json.dumps(outcome))
    return pa.table({"outcome": pa.array(out, pa.string())})
