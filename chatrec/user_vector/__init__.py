"""The online update of a person's taste: pure maths, each formula with its source.

A learner folds votes into a user vector and scores items by it. `PosteriorLearner` is what the
chat uses; `GradientLearner` is the plain stochastic rule, kept to compare with.
"""

from chatrec.user_vector.explore import explore
from chatrec.user_vector.facets import Facets
from chatrec.user_vector.files import FILE, learner_of, read_space, read_taste, write_space
from chatrec.user_vector.gradient import GradientConfig, GradientLearner, Lookup
from chatrec.user_vector.posterior import PosteriorConfig, PosteriorLearner
from chatrec.user_vector.space import (
    ItemFeatures,
    Known,
    TasteSpace,
    UntrainedConfig,
    untrained,
)

__all__ = [
    "FILE",
    "Facets",
    "GradientConfig",
    "GradientLearner",
    "ItemFeatures",
    "Known",
    "Lookup",
    "PosteriorConfig",
    "PosteriorLearner",
    "TasteSpace",
    "UntrainedConfig",
    "explore",
    "learner_of",
    "read_space",
    "read_taste",
    "untrained",
    "write_space",
]
