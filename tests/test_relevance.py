from __future__ import annotations

import numpy as np
import pytest

from chatrec.catalog import Catalog
from chatrec.encoder import BertEncoder
from chatrec.relevance import Relevance, RelevanceConfig, themes_of
from chatrec.types import Item
from tests.films import FILMS

EVERY = np.arange(len(FILMS))


@pytest.fixture(scope="module")
def relevance(films: Catalog, encoder: BertEncoder) -> Relevance:
    items = encoder.encode([film.text for film in films])
    return Relevance(films, items, encoder.encode(themes_of(films)))


def best(relevance: Relevance, encoder: BertEncoder, text: str) -> str:
    return FILMS[int(np.argmax(relevance.score(text, encoder.encode([text])[0], EVERY)))].title


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("tear-jerker", "Titanic"),
        ("exorcism", "The Conjuring"),
        ("robbery of a bank", "Inside Man"),
    ],
)
def test_a_theme_finds_its_film(
    relevance: Relevance, encoder: BertEncoder, text: str, title: str
) -> None:
    assert best(relevance, encoder, text) == title


def test_no_words_score_nothing(relevance: Relevance) -> None:
    assert not relevance.score("", np.zeros(384, dtype=np.float32), EVERY).any()
    assert not relevance.score("the film of", np.zeros(384, dtype=np.float32), EVERY).any()


def test_a_score_is_the_same_among_any_rows(relevance: Relevance, encoder: BertEncoder) -> None:
    vector = encoder.encode(["space"])[0]
    every = relevance.score("space", vector, EVERY)
    some = np.array([5, 0, 3])
    np.testing.assert_allclose(relevance.score("space", vector, some), every[some], atol=1e-6)


def test_the_parts_add_up(films: Catalog, encoder: BertEncoder) -> None:
    items = encoder.encode([film.text for film in films])
    themes, vector = encoder.encode(themes_of(films)), encoder.encode(["heist"])[0]

    def part(meaning: float, theme: float, words: float) -> np.ndarray:  # type: ignore[type-arg]
        config = RelevanceConfig(meaning, theme, words)
        return Relevance(films, items, themes, config).score("heist", vector, EVERY)

    np.testing.assert_allclose(part(1, 0, 0), items @ vector, atol=1e-6)
    assert part(0, 0, 1).max() == pytest.approx(1)
    assert set(np.flatnonzero(part(0, 0, 1))) == {4, 5}
    np.testing.assert_allclose(
        part(1, 0, 0) + part(0, 1, 0) + part(0, 0, 1), part(1, 1, 1), atol=1e-5
    )


def test_a_catalogue_without_themes(encoder: BertEncoder) -> None:
    catalog = Catalog.of([Item("1", "Shoe"), Item("2", "Coat")])
    plain = Relevance(catalog, encoder.encode(["Shoe", "Coat"]), encoder.encode([]))
    vector = encoder.encode(["coat"])[0]
    assert np.argmax(plain.score("coat", vector, np.arange(2))) == 1
