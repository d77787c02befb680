"""Rankers: a plain blend, and the fused head that is trained on conversations."""

from chatrec.ranker.blend import BlendConfig, BlendRanker
from chatrec.ranker.files import read_head
from chatrec.ranker.fused import BESIDE, FusedConfig, FusedRanker

__all__ = ["BESIDE", "BlendConfig", "BlendRanker", "FusedConfig", "FusedRanker", "read_head"]
