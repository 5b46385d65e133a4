"""The type of an act from a sentence in which both actors are marked.

Unused word pieces open and close each actor; the type is read off the encodings of the first piece
and of both openings.
"""

from __future__ import annotations

import torch
from torch import nn
from transformers import AutoModel

TYPES = (
    "AGREE", "CONSULT", "SUPPORT", "CONCEDE", "COOPERATE", "AID", "RETREAT", "REQUEST", "ACCUSE",
    "REJECT", "THREATEN", "PROTEST", "SANCTION", "MOBILIZE", "COERCE", "ASSAULT",
)  # fmt: skip
SOURCE_OPENS, SOURCE_CLOSES, TARGET_OPENS, TARGET_CLOSES = 1, 2, 3, 4
CLS, SEP = 101, 102


class TypeClassifier(nn.Module):
    """Types from marked sentences."""

    def __init__(self, encoder: str) -> None:
        super().__init__()
        self.encoder = AutoModel.from_pretrained(encoder, add_pooling_layer=False)
        size = self.encoder.config.hidden_size
        self.drop = nn.Dropout(0.2)
        self.hidden = nn.Linear(4 * size, 256)
        self.out = nn.Linear(256, len(TYPES))

    def forward(
        self, ids: torch.Tensor, mask: torch.Tensor, source: torch.Tensor, target: torch.Tensor
    ) -> torch.Tensor:
        """Return logits ``[sentences, types]``.

        Args:
            ids: Word pieces ``[sentences, pieces]``.
            mask: 1 for real pieces.
            source: Index of the piece that opens the source ``[sentences]``.
            target: The same for the target.
        """
        hidden = self.encoder(input_ids=ids, attention_mask=mask).last_hidden_state
        rows = torch.arange(hidden.shape[0], device=hidden.device)
        real = mask.unsqueeze(-1).to(hidden.dtype)
        mean = (hidden * real).sum(1) / real.sum(1)
        joined = torch.cat([hidden[:, 0], mean, hidden[rows, source], hidden[rows, target]], dim=-1)
        return self.out(self.drop(nn.functional.gelu(self.hidden(self.drop(joined)))))
