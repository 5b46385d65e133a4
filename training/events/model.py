"""One encoder, two ways of asking what passes between two actors.

*Marked*: both actors are given by marks in the text (unused word pieces open and close each); the type is
read off the encodings of the first piece and of both openings. *Plain*: nothing is given; one head says
for each word piece whether it triggers an act (or a claim on how two stand) and of which type, one its
modality, and one looks at pairs (trigger, piece) and says whether the piece belongs to the source or to
the target of that act.
"""

from __future__ import annotations

import torch
from torch import nn
from transformers import AutoModel

TYPES = (
    "AGREE", "CONSULT", "SUPPORT", "CONCEDE", "COOPERATE", "AID", "RETREAT", "REQUEST", "ACCUSE",
    "REJECT", "THREATEN", "PROTEST", "SANCTION", "MOBILIZE", "COERCE", "ASSAULT",
)  # fmt: skip
CLAIMS = ("REL_IMPROVING", "REL_WORSENING", "REL_GOOD", "REL_BAD", "REL_MIXED")
KINDS = ("NONE", *TYPES, *CLAIMS)
MODALITIES = ("actual", "planned", "hypothetical", "negated")
SOURCE_OPENS, SOURCE_CLOSES, TARGET_OPENS, TARGET_CLOSES = 1, 2, 3, 4
CLS, SEP = 101, 102
REACH = 96
PAIR = 192


class ActModel(nn.Module):
    """The model. ``encode`` runs once per window, ``marked`` or ``kinds`` and ``sides`` on top."""

    def __init__(self, encoder: str) -> None:
        super().__init__()
        self.encoder = AutoModel.from_pretrained(encoder, add_pooling_layer=False)
        size = self.encoder.config.hidden_size
        self.drop = nn.Dropout(0.15)
        self.hidden = nn.Linear(4 * size, 256)
        self.typing = nn.Linear(256, len(TYPES))
        self.kind = nn.Sequential(nn.Linear(size, PAIR), nn.GELU(), nn.Linear(PAIR, len(KINDS)))
        self.modality = nn.Sequential(
            nn.Linear(size, PAIR), nn.GELU(), nn.Linear(PAIR, len(MODALITIES))
        )
        self.left = nn.Linear(size, PAIR)
        self.right = nn.Linear(size, PAIR)
        self.distance = nn.Embedding(2 * REACH + 1, PAIR)
        self.context = nn.TransformerEncoderLayer(
            PAIR, 4, 2 * PAIR, 0.1, "gelu", batch_first=True, norm_first=True
        )
        self.out = nn.Linear(PAIR, 2)

    def encode(self, ids: torch.Tensor, mask: torch.Tensor | None) -> torch.Tensor:
        """Return encodings ``[windows, pieces, size]``; without a mask nothing is padding."""
        return self.drop(self.encoder(input_ids=ids, attention_mask=mask).last_hidden_state)

    def marked(
        self, hidden: torch.Tensor, mask: torch.Tensor, source: torch.Tensor, target: torch.Tensor
    ) -> torch.Tensor:
        """Return type logits ``[sentences, types]``.

        Args:
            hidden: Encodings of marked sentences.
            mask: 1 for real pieces.
            source: Index of the piece that opens the source ``[sentences]``.
            target: The same for the target.
        """
        rows = torch.arange(hidden.shape[0], device=hidden.device)
        real = mask.unsqueeze(-1).to(hidden.dtype)
        mean = (hidden * real).sum(1) / real.sum(1)
        joined = torch.cat([hidden[:, 0], mean, hidden[rows, source], hidden[rows, target]], dim=-1)
        return self.typing(self.drop(nn.functional.gelu(self.hidden(joined))))

    def sides(
        self, trigger: torch.Tensor, around: torch.Tensor, at: torch.Tensor, real: torch.Tensor
    ) -> torch.Tensor:
        """Return logits of source and target ``[triggers, pieces, 2]``.

        Args:
            trigger: Left projections of the triggers ``[triggers, PAIR]``.
            around: Right projections of their windows ``[triggers, pieces, PAIR]``.
            at: Index of each trigger ``[triggers]``.
            real: Which pieces are no padding ``[triggers, pieces]``.
        """
        places = torch.arange(around.shape[1], device=around.device)
        far = (places[None, :] - at[:, None]).clamp(-REACH, REACH) + REACH
        pair = nn.functional.gelu(trigger[:, None, :] + around + self.distance(far))
        return self.out(self.context(pair, src_key_padding_mask=~real))
