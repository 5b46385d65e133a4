"""Train the type classifier on the sentences of this folder.

    python training/events/train.py SENTENCES ENCODER_FOLDER OUT [--score MARKED.jsonl] [--add MARKED.jsonl]

``--score`` prints macro-F1 on marked sentences (YIELD for CONCEDE and RETREAT); ``--add`` trains on
such a file too. Seeded; a few minutes on two cores.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import torch
from data import read_sentences
from model import (
    CLS,
    SEP,
    SOURCE_CLOSES,
    SOURCE_OPENS,
    TARGET_CLOSES,
    TARGET_OPENS,
    TYPES,
    TypeClassifier,
)
from tokenizers import Tokenizer
from torch import nn

BATCH = 16
LONGEST = 128
_YIELD = {"CONCEDE": "YIELD", "RETREAT": "YIELD"}


@dataclass(frozen=True, slots=True)
class Row:
    """A coded sentence."""

    ids: tuple[int, ...]
    source: int
    target: int
    type: str


def encode(
    text: str, source: tuple[int, int], target: tuple[int, int], type_: str, tokenizer: Tokenizer
) -> Row:
    """Put the marks around both actors and cut into pieces."""
    marks = sorted(
        [
            (source[0], 1, SOURCE_OPENS),
            (source[1], 0, SOURCE_CLOSES),
            (target[0], 1, TARGET_OPENS),
            (target[1], 0, TARGET_CLOSES),
        ]
    )
    ids, last = [CLS], 0
    for at, _, mark in marks:
        ids += [*tokenizer.encode(text[last:at], add_special_tokens=False).ids, mark]
        last = at
    ids += tokenizer.encode(text[last:], add_special_tokens=False).ids
    ids = [*ids[: LONGEST - 1], SEP]
    place = {i: ids.index(i) if i in ids else 0 for i in (SOURCE_OPENS, TARGET_OPENS)}
    return Row(tuple(ids), place[SOURCE_OPENS], place[TARGET_OPENS], type_)


def own(folder: Path, tokenizer: Tokenizer) -> list[Row]:
    """Return a row for each act of the sentences written here."""
    good, bad = read_sentences(folder)
    for line in bad:
        print(line, file=sys.stderr)
    out = []
    for sentence in good:
        for act in sentence.acts:
            for s in act.source:
                for t in act.target:
                    out.append(encode(sentence.text, s, t, act.type, tokenizer))
                    if act.type in ("AGREE", "CONSULT", "COOPERATE"):
                        out.append(encode(sentence.text, t, s, act.type, tokenizer))
    return out


def marked(path: Path, tokenizer: Tokenizer) -> list[Row]:
    """Return a row for each sentence of a marked file."""
    out = []
    for line in path.read_text("utf-8").split("\n"):
        if not line.strip():
            continue
        row = json.loads(line)
        text, last, opened, spans = "", 0, {}, {}
        for tag in re.finditer(r"<(/?)([st])>", row["marked"]):
            text += row["marked"][last : tag.start()]
            last = tag.end()
            if tag.group(1):
                spans.setdefault(tag.group(2), (opened.get(tag.group(2), 0), len(text)))
            else:
                opened[tag.group(2)] = len(text)
        text += row["marked"][last:]
        whole = (0, 0)
        out.append(
            encode(text, spans.get("s", whole), spans.get("t", whole), row["type"], tokenizer)
        )
    return out


def tensors(rows: list[Row]) -> tuple[torch.Tensor, ...]:
    """Pad a batch."""
    longest = max(len(r.ids) for r in rows)
    ids = torch.zeros(len(rows), longest, dtype=torch.long)
    mask = torch.zeros(len(rows), longest, dtype=torch.long)
    for i, row in enumerate(rows):
        ids[i, : len(row.ids)] = torch.tensor(row.ids)
        mask[i, : len(row.ids)] = 1
    places = [torch.tensor([getattr(r, side) for r in rows]) for side in ("source", "target")]
    return ids, mask, *places


def fit(rows: list[Row], encoder: str, epochs: int, rate: float, seed: int) -> TypeClassifier:
    """Train."""
    torch.manual_seed(seed)
    shuffle = random.Random(seed)
    model = TypeClassifier(encoder)
    slow = [p for n, p in model.named_parameters() if n.startswith("encoder")]
    fast = [p for n, p in model.named_parameters() if not n.startswith("encoder")]
    optimizer = torch.optim.AdamW(
        [{"params": slow, "lr": rate}, {"params": fast, "lr": rate * 10}], weight_decay=0.01
    )
    steps = epochs * ((len(rows) + BATCH - 1) // BATCH)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda s: min((s + 1) / (0.1 * steps), max(0.02, 1 - s / steps))
    )
    model.train()
    for epoch in range(epochs):
        shuffle.shuffle(rows)
        total = 0.0
        for i in range(0, len(rows), BATCH):
            batch = rows[i : i + BATCH]
            wanted = torch.tensor([TYPES.index(r.type) for r in batch])
            optimizer.zero_grad()
            loss = nn.functional.cross_entropy(model(*tensors(batch)), wanted, label_smoothing=0.05)
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            total += loss.item() * len(batch)
        print(f"epoch {epoch} loss {total / len(rows):.3f}", file=sys.stderr, flush=True)
    return model.eval()


def predict(model: TypeClassifier, rows: list[Row]) -> list[str]:
    """Return the likeliest type of each row."""
    out: list[str] = []
    with torch.no_grad():
        for i in range(0, len(rows), 64):
            logits = model(*tensors(rows[i : i + 64]))
            out += [TYPES[k] for k in logits.argmax(1).tolist()]
    return out


def macro(pairs: Iterable[tuple[str, str]]) -> float:
    """Return macro-averaged F1 over the labels of the gold side."""
    joined = [(_YIELD.get(g, g), _YIELD.get(p, p)) for g, p in pairs]
    labels = sorted({g for g, _ in joined})
    total = 0.0
    for label in labels:
        hit = sum(g == p == label for g, p in joined)
        total += 2 * hit / (sum(g == label for g, _ in joined) + sum(p == label for _, p in joined))
    return 100 * total / len(labels)


def main() -> None:
    """Train, score, save."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("sentences", type=Path)
    options.add_argument("encoder", type=Path)
    options.add_argument("out", type=Path)
    options.add_argument("--score", type=Path)
    options.add_argument("--add", type=Path)
    options.add_argument("--epochs", type=int, default=8)
    options.add_argument("--rate", type=float, default=8e-5)
    options.add_argument("--seed", type=int, default=7)
    given = options.parse_args()
    tokenizer = Tokenizer.from_file(str(given.encoder / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    rows = own(given.sentences, tokenizer)
    if given.add:
        rows += marked(given.add, tokenizer)
    print(f"{len(rows)} rows", file=sys.stderr)
    model = fit(rows, str(given.encoder), given.epochs, given.rate, given.seed)
    given.out.mkdir(parents=True, exist_ok=True)
    torch.save(model.state_dict(), given.out / "types.pt")
    if given.score:
        test = marked(given.score, tokenizer)
        made = predict(model, test)
        print(f"macro-F1 {macro([(r.type, m) for r, m in zip(test, made, strict=True)]):.1f}")


if __name__ == "__main__":
    main()
