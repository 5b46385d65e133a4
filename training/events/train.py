"""Train the act model on the sentences of this folder.

    python training/events/train.py SENTENCES ENCODER_FOLDER OUT [--add MARKED.jsonl] [--folds 5]
        [--score MARKED.jsonl] [--half]

``--score`` prints macro-F1 on marked sentences (YIELD for CONCEDE and RETREAT); ``--add`` trains on such
a file too; with ``--folds`` the file is divided, and each part is scored by a model that has not seen it.
Seeded; half an hour on two cores with ``--half``.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections.abc import Iterable
from pathlib import Path

import torch
from data import read_sentences
from model import TYPES, ActModel
from rows import Marked, Plain, marked_file, marked_rows, plain_piece, windows
from tokenizers import Tokenizer
from torch import nn

BATCH = 32
WINDOWS = 12
_YIELD = {"CONCEDE": "YIELD", "RETREAT": "YIELD"}


def padded(rows: list[tuple[int, ...]]) -> tuple[torch.Tensor, torch.Tensor]:
    """Return ids and mask of a batch."""
    longest = max(map(len, rows))
    ids = torch.zeros(len(rows), longest, dtype=torch.long)
    mask = torch.zeros(len(rows), longest, dtype=torch.long)
    for i, row in enumerate(rows):
        ids[i, : len(row)] = torch.tensor(row)
        mask[i, : len(row)] = 1
    return ids, mask


def typed(model: ActModel, batch: list[Marked]) -> torch.Tensor:
    """Return the type logits of marked sentences."""
    ids, mask = padded([r.ids for r in batch])
    places = [torch.tensor([getattr(r, side) for r in batch]) for side in ("source", "target")]
    return model.marked(model.encode(ids, mask), mask, *places).float()


def marked_loss(model: ActModel, batch: list[Marked]) -> torch.Tensor:
    """Return the loss of marked sentences."""
    wanted = torch.tensor([r.type for r in batch])
    return nn.functional.cross_entropy(typed(model, batch), wanted, label_smoothing=0.05)


def plain_loss(model: ActModel, batch: list[Plain]) -> torch.Tensor:
    """Return the loss of plain windows: triggers, modality and sides."""
    ids, mask = padded([w.ids for w in batch])
    real = mask.bool()
    kinds = torch.where(real, 0, -100)
    for i, window in enumerate(batch):
        for t in window.triggers:
            for place in t.rest:
                kinds[i, place] = -100
        for t in window.triggers:
            kinds[i, t.at] = t.kind
    hidden = model.encode(ids, mask)
    logits = model.kind(hidden).float()
    weight = torch.full((logits.shape[-1],), 1.5)
    weight[0] = 1.0
    loss = 4 * nn.functional.cross_entropy(
        logits.transpose(1, 2), kinds, weight=weight, ignore_index=-100
    )
    which = [(i, t) for i, window in enumerate(batch) for t in window.triggers]
    if not which:
        return loss
    window = torch.tensor([i for i, _ in which])
    at = torch.tensor([t.at for _, t in which])
    modality = model.modality(hidden[window, at]).float()
    loss = loss + 0.5 * nn.functional.cross_entropy(
        modality, torch.tensor([t.modality for _, t in which])
    )
    sides = torch.zeros(len(which), ids.shape[1], 2)
    for k, (_, t) in enumerate(which):
        sides[k, sorted(t.source), 0] = 1
        sides[k, sorted(t.target), 1] = 1
    keep = real[window]
    pairs = model.sides(model.left(hidden)[window, at], model.right(hidden)[window], at, keep)
    role = nn.functional.binary_cross_entropy_with_logits(
        pairs.float()[keep], sides[keep], pos_weight=torch.tensor(2.0)
    )
    return loss + 3 * role


def fit(
    marked: list[Marked],
    pieces: list[Plain],
    encoder: str,
    *,
    epochs: int,
    rate: float,
    seed: int,
    half: bool,
    start: dict[str, torch.Tensor] | None = None,
) -> ActModel:
    """Train; ``start`` holds weights to go on from."""
    torch.manual_seed(seed)
    shuffle = random.Random(seed)
    model = ActModel(encoder)
    if start is not None:
        model.load_state_dict(start)
    slow = [p for n, p in model.named_parameters() if n.startswith("encoder")]
    fast = [p for n, p in model.named_parameters() if not n.startswith("encoder")]
    optimizer = torch.optim.AdamW(
        [{"params": slow, "lr": rate}, {"params": fast, "lr": rate * 8}], weight_decay=0.01
    )
    total = epochs * (len(marked) // BATCH + len(windows(pieces, random.Random(0))) // WINDOWS + 2)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda s: min((s + 1) / (0.08 * total), max(0.02, 1 - s / total))
    )
    model.train()
    step, began = 0, time.time()
    for epoch in range(epochs):
        plain = sorted(windows(pieces, shuffle), key=lambda w: len(w.ids))
        order = sorted(marked, key=lambda r: (len(r.ids), shuffle.random()))
        batches: list[list[Marked] | list[Plain]] = [
            order[i : i + BATCH] for i in range(0, len(order), BATCH)
        ]
        batches += [plain[i : i + WINDOWS] for i in range(0, len(plain), WINDOWS)]
        shuffle.shuffle(batches)
        running = {"marked": 0.0, "plain": 0.0}
        for batch in batches:
            kind = "marked" if isinstance(batch[0], Marked) else "plain"
            optimizer.zero_grad()
            with torch.autocast("cpu", dtype=torch.bfloat16, enabled=half):
                loss = (marked_loss if kind == "marked" else plain_loss)(model, batch)  # type: ignore[operator]
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            step += 1
            running[kind] = 0.95 * running[kind] + 0.05 * loss.item()
            if step % 100 == 0:
                print(f"epoch {epoch} {step}/{total} {running} {time.time() - began:.0f} s",
                      file=sys.stderr, flush=True)  # fmt: skip
    return model.eval()


def predict(model: ActModel, rows: list[Marked]) -> list[str]:
    """Return the likeliest type of each row."""
    out: list[str] = []
    with torch.no_grad():
        for i in range(0, len(rows), 64):
            out += [TYPES[k] for k in typed(model, rows[i : i + 64]).argmax(1).tolist()]
    return out


def macro(pairs: Iterable[tuple[str, str]]) -> tuple[float, dict[str, float]]:
    """Return macro-averaged F1 over the labels of the gold side, and F1 by label."""
    joined = [(_YIELD.get(g, g), _YIELD.get(p, p)) for g, p in pairs]
    by = {}
    for label in sorted({g for g, _ in joined}):
        hit = sum(g == p == label for g, p in joined)
        by[label] = round(
            200 * hit / (sum(g == label for g, _ in joined) + sum(p == label for _, p in joined)), 1
        )
    return sum(by.values()) / len(by), by


def main() -> None:
    """Train, score, save."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("sentences", type=Path)
    options.add_argument("encoder", type=Path)
    options.add_argument("out", type=Path)
    options.add_argument("--score", type=Path)
    options.add_argument("--add", type=Path)
    options.add_argument("--folds", type=int, default=0)
    options.add_argument("--start", type=Path, help="weights to go on from")
    options.add_argument("--epochs", type=int, default=7)
    options.add_argument("--rate", type=float, default=1e-4)
    options.add_argument("--seed", type=int, default=7)
    options.add_argument("--half", action="store_true", help="compute in bfloat16")
    options.add_argument("--marked-only", action="store_true")
    options.add_argument("--own", type=int, help="so many of our own marked rows, drawn at random")
    given = options.parse_args()
    tokenizer = Tokenizer.from_file(str(given.encoder / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    good, bad = read_sentences(given.sentences)
    for line in bad:
        print(line, file=sys.stderr)
    marked = marked_rows(good, tokenizer)
    pieces = [] if given.marked_only else [plain_piece(s, tokenizer) for s in good]
    if given.own is not None:
        marked = random.Random(given.seed).sample(marked, min(given.own, len(marked)))
    added = marked_file(given.add, tokenizer) if given.add else []
    print(f"{len(good)} sentences, {len(marked)} marked rows, {len(added)} added", file=sys.stderr)
    how = {"epochs": given.epochs, "rate": given.rate, "seed": given.seed, "half": given.half}
    start = torch.load(given.start) if given.start else None
    if given.folds:
        order = list(range(len(added)))
        random.Random(given.seed).shuffle(order)
        pairs = []
        for fold in range(given.folds):
            held = order[fold :: given.folds]
            seen = [added[i] for i in order if i not in set(held)]
            model = fit(marked + seen * 2, pieces, str(given.encoder), start=start, **how)
            test = [added[i] for i in held]
            pairs += [(TYPES[r.type], m) for r, m in zip(test, predict(model, test), strict=True)]
            print(f"fold {fold}: so far {macro(pairs)[0]:.1f}", flush=True)
        print("{} folds: macro-F1 {:.1f} {}".format(given.folds, *macro(pairs)))
        return
    model = fit(marked + added * 2, pieces, str(given.encoder), start=start, **how)
    given.out.mkdir(parents=True, exist_ok=True)
    torch.save(model.state_dict(), given.out / "acts.pt")
    if given.score:
        test = marked_file(given.score, tokenizer)
        made = predict(model, test)
        print("macro-F1 {:.1f} {}".format(*macro((TYPES[r.type], m) for r, m in zip(test, made, strict=True))))  # fmt: skip


if __name__ == "__main__":
    main()
