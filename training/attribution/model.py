"""One encoder, two heads: where a cue begins, and what belongs to it.

The text is encoded once. The first head says for each word piece whether a cue begins there; the
second looks at pairs (cue, piece) and says whether the piece is source, cue, content or nothing of
that attribution, from the two encodings and their distance; a small attention layer over the pairs
keeps spans whole. Attributions may overlap and nest.
"""

from __future__ import annotations

import torch
from torch import nn
from transformers import AutoModel

REACH = 96
PAIR = 192


class AttributionTagger(nn.Module):
    """The tagger. ``encode`` runs once per window, ``roles`` once per cue."""

    def __init__(self, encoder: str) -> None:
        super().__init__()
        self.encoder = AutoModel.from_pretrained(encoder, add_pooling_layer=False)
        size = self.encoder.config.hidden_size
        self.cue = nn.Sequential(nn.Linear(size, PAIR), nn.GELU(), nn.Linear(PAIR, 1))
        self.left = nn.Linear(size, PAIR)
        self.right = nn.Linear(size, PAIR)
        self.distance = nn.Embedding(2 * REACH + 1, PAIR)
        self.context = nn.TransformerEncoderLayer(
            PAIR, 4, 2 * PAIR, 0.1, "gelu", batch_first=True, norm_first=True
        )
        self.out = nn.Linear(PAIR, 4)
        self.drop = nn.Dropout(0.1)

    def encode(self, ids: torch.Tensor, mask: torch.Tensor | None) -> torch.Tensor:
        """Return encodings ``[windows, pieces, size]``; without a mask nothing is padding."""
        return self.drop(self.encoder(input_ids=ids, attention_mask=mask).last_hidden_state)

    def cues(self, hidden: torch.Tensor) -> torch.Tensor:
        """Return cue logits ``[windows, pieces]``."""
        return self.cue(hidden).squeeze(-1)

    def roles(
        self, cue: torch.Tensor, around: torch.Tensor, at: torch.Tensor, real: torch.Tensor
    ) -> torch.Tensor:
        """Return role logits ``[cues, pieces, 4]``.

        Args:
            cue: Left projections of the cue pieces ``[cues, PAIR]``.
            around: Right projections of their windows ``[cues, pieces, PAIR]``.
            at: Index of each cue piece ``[cues]``.
            real: Which pieces are no padding ``[cues, pieces]``.
        """
        places = torch.arange(around.shape[1], device=around.device)
        far = (places[None, :] - at[:, None]).clamp(-REACH, REACH) + REACH
        pair = torch.nn.functional.gelu(cue[:, None, :] + around + self.distance(far))
        return self.out(self.context(pair, src_key_padding_mask=~real))
