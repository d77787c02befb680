"""A small catalogue whose right answers are obvious."""

from __future__ import annotations

from chatrec.types import Item


def film(
    title: str, year: int, genres: str, people: str, keywords: str, text: str, **more: object
) -> Item:
    director, *cast = people.split(", ")
    attributes = {
        "year": year,
        "genres": tuple(genres.split(", ")),
        "directors": (director,),
        "cast": tuple(cast),
        "keywords": tuple(keywords.split(", ")),
        "runtime": 110,
        "languages": ("English",),
        "countries": ("United States",),
        "content_rating": "PG-13",
    }
    return Item(f"{title.lower().replace(' ', '-')}-{year}", title, text, attributes | more)  # type: ignore[arg-type]


FILMS = (
    film(
        "Alien",
        1979,
        "Horror, Science Fiction",
        "Ridley Scott, Sigourney Weaver, Tom Skerritt",
        "space, alien creature, survival",
        "The crew of a cargo ship is hunted by the creature they let aboard.",
        content_rating="R",
        aliases=("异形",),
    ),
    film(
        "The Martian",
        2015,
        "Adventure, Drama, Science Fiction",
        "Ridley Scott, Matt Damon, Jessica Chastain",
        "space, survival, mars",
        "A botanist left behind on Mars grows food and waits for a rescue.",
        runtime=144,
    ),
    film(
        "Interstellar",
        2014,
        "Adventure, Drama, Science Fiction",
        "Christopher Nolan, Matthew McConaughey, Anne Hathaway",
        "space, time, father and daughter, sense of wonder",
        "A pilot leaves his daughter to find a new home for mankind beyond a wormhole.",
        runtime=169,
    ),
    film(
        "Arrival",
        2016,
        "Drama, Science Fiction",
        "Denis Villeneuve, Amy Adams, Jeremy Renner",
        "aliens, language, time, slow-burn",
        "A linguist learns to read the circular writing of visitors from the stars.",
    ),
    film(
        "Heat",
        1995,
        "Action, Crime, Drama",
        "Michael Mann, Al Pacino, Robert De Niro",
        "heist, police, los angeles",
        "A careful thief and a tireless detective close in on each other.",
        runtime=170,
        content_rating="R",
    ),
    film(
        "Inside Man",
        2006,
        "Crime, Mystery, Thriller",
        "Spike Lee, Denzel Washington, Clive Owen",
        "heist, bank, tense, clever plan",
        "Robbers in painters' overalls take a bank and the police cannot tell who is who.",
        runtime=129,
        content_rating="R",
    ),
    film(
        "Toy Story",
        1995,
        "Animation, Comedy, Family",
        "John Lasseter, Tom Hanks, Tim Allen",
        "toys, friendship, for children",
        "A cowboy doll loses his place to a space ranger and then needs his help.",
        runtime=81,
        content_rating="G",
        aliases=("玩具总动员",),
    ),
    film(
        "Spirited Away",
        2001,
        "Animation, Family, Fantasy",
        "Hayao Miyazaki, Rumi Hiiragi, Miyu Irino",
        "spirits, bathhouse, coming of age",
        "A girl works in a bathhouse of spirits to free her parents from a spell.",
        languages=("Japanese",),
        countries=("Japan",),
        content_rating="PG",
        aliases=("千与千寻", "Sen to Chihiro"),
    ),
    film(
        "Amelie",
        2001,
        "Comedy, Romance",
        "Jean-Pierre Jeunet, Audrey Tautou, Mathieu Kassovitz",
        "paris, whimsical, feel-good",
        "A shy waitress mends the lives of strangers and hides from her own.",
        languages=("French",),
        countries=("France",),
        content_rating="R",
    ),
    film(
        "Titanic",
        1997,
        "Drama, Romance",
        "James Cameron, Leonardo DiCaprio, Kate Winslet",
        "ship, disaster, love story, tear-jerker",
        "A poor artist and a rich girl fall in love on a ship that will not arrive.",
        runtime=194,
    ),
    film(
        "Notting Hill",
        1999,
        "Comedy, Romance",
        "Roger Michell, Julia Roberts, Hugh Grant",
        "london, bookshop, love story, feel-good",
        "A bookseller spills juice on the most famous actress in the world.",
        runtime=124,
    ),
    film(
        "The Conjuring",
        2013,
        "Horror, Mystery",
        "James Wan, Vera Farmiga, Patrick Wilson",
        "haunted house, exorcism, scary",
        "Two ghost hunters help a family whose farmhouse does not want them.",
        content_rating="R",
    ),
)
