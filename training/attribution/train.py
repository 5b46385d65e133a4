"""Train the attribution tagger.

    python training/attribution/train.py TRAIN.jsonl.gz ENCODER_FOLDER OUT_FOLDER [--epochs 3]

TRAIN holds documents in the form of PolNeAR; ENCODER_FOLDER the weights and tokenizer of
all-MiniLM-L6-v2. Seeded; about an hour on two cores.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from pathlib import Path

import torch
from data import Window, cut, documents
from model import AttributionTagger
from tokenizers import Tokenizer
from torch import nn

BATCH = 8


def batches(windows: list[Window], shuffle: random.Random) -> list[list[Window]]:
    """Return batches of windows of like length, in random order."""
    order = sorted(windows, key=lambda w: (len(w.ids), shuffle.random()))
    out = [order[i : i + BATCH] for i in range(0, len(order), BATCH)]
    shuffle.shuffle(out)
    return out


def loss_of(model: AttributionTagger, batch: list[Window]) -> torch.Tensor:
    """Return the loss of a batch: cue beginnings and roles."""
    longest = max(len(w.ids) for w in batch)
    ids = torch.zeros(len(batch), longest, dtype=torch.long)
    mask = torch.zeros(len(batch), longest, dtype=torch.long)
    starts = torch.zeros(len(batch), longest)
    for i, w in enumerate(batch):
        ids[i, : len(w.ids)] = torch.tensor(w.ids)
        mask[i, : len(w.ids)] = 1
        for c in w.cues:
            starts[i, c] = 1.0
    hidden = model.encode(ids, mask)
    real = mask.bool()
    cue_loss = nn.functional.binary_cross_entropy_with_logits(
        model.cues(hidden)[real], starts[real], pos_weight=torch.tensor(2.0)
    )
    which = [
        (i, c, row) for i, w in enumerate(batch) for c, row in zip(w.cues, w.roles, strict=True)
    ]
    if not which:
        return cue_loss
    rows = torch.zeros(len(which), longest, dtype=torch.long)
    for k, (_, _, row) in enumerate(which):
        rows[k, : len(row)] = torch.tensor(row)
    window = torch.tensor([i for i, _, _ in which])
    at = torch.tensor([c for _, c, _ in which])
    keep = real[window]
    left, right = model.left(hidden), model.right(hidden)
    logits = model.roles(left[window, at], right[window], at, keep)
    weight = torch.tensor([1.0, 2.0, 2.0, 1.0])
    role_loss = nn.functional.cross_entropy(logits[keep], rows[keep], weight=weight)
    return cue_loss * 4 + role_loss


def main() -> None:
    """Train and save."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("train", type=Path)
    options.add_argument("encoder", type=Path)
    options.add_argument("out", type=Path)
    options.add_argument("--epochs", type=int, default=5)
    options.add_argument("--rate", type=float, default=8e-5)
    options.add_argument("--seed", type=int, default=11)
    given = options.parse_args()
    torch.manual_seed(given.seed)
    shuffle = random.Random(given.seed)
    tokenizer = Tokenizer.from_file(str(given.encoder / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    windows = [w for d in documents(given.train) for w in cut(d, tokenizer)]
    model = AttributionTagger(str(given.encoder))
    slow = [p for n, p in model.named_parameters() if n.startswith("encoder")]
    fast = [p for n, p in model.named_parameters() if not n.startswith("encoder")]
    optimizer = torch.optim.AdamW(
        [{"params": slow, "lr": given.rate}, {"params": fast, "lr": given.rate * 15}],
        weight_decay=0.01,
    )
    total = given.epochs * len(batches(windows, random.Random(0)))
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda s: min((s + 1) / (0.06 * total), max(0.02, 1 - s / total))
    )
    step, began, running = 0, time.time(), 0.0
    model.train()
    for epoch in range(given.epochs):
        for batch in batches(windows, shuffle):
            optimizer.zero_grad()
            loss = loss_of(model, batch)
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            step += 1
            running = 0.98 * running + 0.02 * loss.item()
            if step % 50 == 0:
                print(
                    f"epoch {epoch} step {step}/{total} loss {running:.3f} "
                    f"{time.time() - began:.0f}s",
                    file=sys.stderr,
                    flush=True,
                )
        given.out.mkdir(parents=True, exist_ok=True)
        torch.save(model.state_dict(), given.out / "tagger.pt")
    print(f"{len(windows)} windows, {given.epochs} epochs, {time.time() - began:.0f} s")


if __name__ == "__main__":
    main()
