"""The harness: ranks, filter, ties, both directions, and the object it prints."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from click.testing import CliRunner
from forecast_world import small_world

from detente.cli.outlook import command
from detente.errors import SourceError
from detente.outlook.evaluate import evaluate, figures, load_task, ranks_of


def by_hand(scores: np.ndarray, answers: list[int]) -> list[float]:
    """Return the mean rank over every order that equal scores allow."""
    found = []
    for answer in answers:
        others = [s for i, s in enumerate(scores.tolist()) if i not in answers]
        better = sum(s > scores[answer] for s in others)
        equal = sum(s == scores[answer] for s in others)
        places = range(better + 1, better + equal + 2)
        found.append(sum(places) / len(places))
    return found


def test_ranks_average_ties_and_leave_other_answers_out() -> None:
    draw = np.random.default_rng(3)
    scores = draw.integers(0, 5, (40, 12)).astype(np.float32)
    answers = [sorted(draw.choice(12, draw.integers(1, 4), replace=False)) for _ in range(40)]
    starts = np.cumsum([0, *map(len, answers)]).astype(np.int32)
    found = ranks_of(scores, starts, np.concatenate(answers).astype(np.int32))
    want = [r for row, some in zip(scores, answers, strict=True) for r in by_hand(row, some)]
    assert found.tolist() == want


def test_figures_are_means_over_questions() -> None:
    assert figures(np.array([1.0, 2.0, 4.0])) == {
        "questions": 3,
        "mrr": 58.33,
        "hits@1": 33.33,
        "hits@3": 66.67,
        "hits@10": 100.0,
    }
    assert figures(np.array([]))["mrr"] is None


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("world")
    small_world().write_parquet(path / "events.parquet")
    return path


@pytest.mark.parametrize("multi_step", [False, True])
def test_evaluate_prints_one_object_and_gives_it_again(folder: Path, multi_step: bool) -> None:
    args = ["evaluate", str(folder), "--peers", "--quiet", *["--multi-step"] * multi_step]
    found = json.loads(CliRunner().invoke(command, args, catch_exceptions=False).stdout)
    assert found["on"] == "valid"
    assert found["steps"] == ("multi" if multi_step else "single")
    assert found["questions"] == 2 * found["facts"]["asked"]
    assert found["seen"]["questions"] + found["unseen"]["questions"] == found["questions"]
    assert found["mrr"] > found["peers"]["popularity"]["mrr"]
    assert {"fit", "test", "total", "processor"} <= found["seconds"].keys()
    again = evaluate(folder, multi_step=multi_step)
    assert [again[k] for k in ("mrr", "hits@1", "hits@3", "hits@10", "seen", "unseen")] == [
        found[k] for k in ("mrr", "hits@1", "hits@3", "hits@10", "seen", "unseen")
    ]


def test_later_parts_are_not_looked_at(folder: Path, tmp_path: Path) -> None:
    frame = small_world()
    third = frame.with_columns(
        split=pl.when(pl.col("date") >= pl.col("date").max())
        .then(pl.lit("test"))
        .otherwise(pl.col("split"))
    )
    third = third.with_columns(
        target=pl.when(split="test").then(pl.lit("Newcomer")).otherwise(pl.col("target"))
    )
    third.write_parquet(tmp_path / "events.parquet")
    task = load_task(tmp_path, on="valid")
    assert "Newcomer" not in task.names.entities
    assert load_task(tmp_path).on == "test"


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"split": "part"}, "no column 'part'"),  # the column does not exist
        ({"on": "test"}, "nothing marked 'test'"),  # the part does not exist
    ],
)
def test_what_cannot_be_measured_is_said(folder: Path, options: dict[str, str], said: str) -> None:
    with pytest.raises(SourceError, match=said):
        load_task(folder, **options)  # type: ignore[arg-type]


def test_parts_must_follow_each_other(tmp_path: Path) -> None:
    small_world().with_columns(
        split=pl.when(pl.int_range(pl.len()) % 2 == 0)
        .then(pl.lit("train"))
        .otherwise(pl.lit("valid"))
    ).write_parquet(tmp_path / "events.parquet")
    with pytest.raises(SourceError, match="overlap"):
        load_task(tmp_path)
