"""An index directory that is served and changed at the same time."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date
from pathlib import Path

from chatrec import manifest
from chatrec.build import Built, has_other_text, read, renew, save
from chatrec.catalog import Catalog
from chatrec.errors import CatalogueError, IndexingError, ModelError
from chatrec.load import serve
from chatrec.memory import lasting, uncollected
from chatrec.pipeline import PipelineConfig
from chatrec.protocols import Taste
from chatrec.ranker import files as heads
from chatrec.recommender import Recommender
from chatrec.served import Served
from chatrec.store import Database, SessionStore
from chatrec.timing import Observe
from chatrec.types import Item
from chatrec.understand.endpoint import Endpoint
from chatrec.user_vector import FILE as TASTE
from chatrec.user_vector import PosteriorLearner, TasteSpace, UntrainedConfig, write_space


class LiveIndex:
    """A Recommender whose catalogue may change.

    Whatever follows from a changed catalogue is built beside what is served, written, and only
    then served, so that nobody waits and nothing is lost. One change at a time, over all processes
    that share the database.
    """

    def __init__(
        self,
        directory: Path,
        database: Database,
        today: date | None = None,
        config: PipelineConfig | None = None,
        imports: bool = False,
        endpoint: Endpoint | None = None,
        observe: Observe | None = None,
    ) -> None:
        """See `load.load` for what is raised."""
        self._directory = directory
        self._database = database
        self._today = today
        self._config = config
        self._endpoint = endpoint
        self._observe = observe
        self._lock = threading.Lock()
        self._built = read(directory)
        self._served = self._composed(self._built)
        self.recommender = Recommender(self._served, SessionStore(database), imports)

    def put(self, items: Sequence[Item]) -> None:
        """Add the items, in place of those that have their ids. Durable once it returns, and
        found by whoever asks from then on.

        Raises CatalogueError when an id stands twice, IndexingError when it cannot be written or
        what lies there was altered, which must not get a new checksum.
        """
        Catalog.of(items)
        self._change(lambda catalog: [*({item.id: item for item in (*catalog, *items)}).values()])

    def remove(self, ids: Iterable[str]) -> None:
        """Take those items out, as `put` puts them in.

        Raises CatalogueError when one is not here, or none would be left.
        """
        gone = frozenset(ids)
        self._change(lambda catalog: _without(catalog, gone))

    def follow(self) -> bool:
        """Serve what has been written into the directory by something else, such as a promotion;
        whether there was anything. Raises IndexingError when it is not whole (yet)."""
        with self._lock:
            return self._follow()

    def follow_on(
        self, tell: Callable[[str], object], ended: threading.Event, seconds: float = 1.0
    ) -> None:
        """Load the encoder, then follow until it has ended. What is not whole is tried again, and
        told once."""
        with lasting(), suppress(ModelError):  # whoever asks is told
            self._built.encoder.warm_up()
        broken: tuple[bytes, str] | None = None
        while not ended.wait(seconds):
            broken = self._tried(broken, tell)

    def _tried(
        self, known: tuple[bytes, str] | None, tell: Callable[[str], object]
    ) -> tuple[bytes, str] | None:
        """Follow; the manifest that cannot be served and why, which is told unless it is known."""
        try:
            self.follow()
        except (IndexingError, ModelError) as error:
            broken = (_bytes(self._directory / manifest.FILE), str(error))
            if broken != known:
                tell(f"what was written into {self._directory} is not served: {error}")
            return broken
        return None

    def _follow(self) -> bool:
        if manifest.read(self._directory) == self._built.manifest:
            return False
        built = read(self._directory, self._built)
        self._adopt(built, self._composed(built))
        return True

    def _change(self, changed: Callable[[Catalog], Sequence[Item]]) -> None:
        with self._lock, self._database.holding("the catalogue"), uncollected():
            self._follow()
            manifest.verify(self._directory, self._built.manifest)
            before = self._built
            catalog = Catalog.of(changed(before.catalog))
            self._untie()
            built = renew(self._built, catalog)
            served = self._composed(built)
            self._adopt(save(self._directory, built), served)
            served.store.refold(_moved(before.catalog, catalog))

    def _untie(self) -> None:
        """Make what was trained, and the space that tastes live in, independent of rows."""
        made, files = self._built.manifest, dict[str, manifest.Write]()
        head, ids = self._directory / heads.FILE, [item.id for item in self._built.catalog]
        if heads.FILE in made.files and not heads.is_named(head):
            files[heads.FILE] = lambda path: heads.write_named(path, head, ids)
        if TASTE not in made.files and (space := _space(self._served.taste)):
            files[TASTE] = lambda path: write_space(path, space)
        if files:
            committed = manifest.commit(self._directory, made, files)
            self._built = replace(self._built, manifest=committed)

    def _composed(self, built: Built) -> Served:
        today, config = self._today, self._config
        return serve(
            built, self._database, today, config, self._directory, self._endpoint, self._observe
        )

    def _adopt(self, built: Built, served: Served) -> None:
        self._built, self._served = built, served
        self.recommender.serve(served)


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        return b""


def _space(taste: Taste) -> TasteSpace | None:
    """The space that tastes live in, None of a catalogue too small to keep it as it grows."""
    if isinstance(taste, PosteriorLearner) and taste.space.dim >= UntrainedConfig.dim:
        return taste.space
    return None


def _without(catalog: Catalog, gone: frozenset[str]) -> Sequence[Item]:
    for item_id in sorted(gone):
        catalog.row(item_id)
    if len(gone) == len(catalog):
        raise CatalogueError(f"all {len(gone)} items would be gone: put others first")
    return [item for item in catalog if item.id not in gone]


def _moved(before: Catalog, after: Catalog) -> Sequence[str]:
    """The items whose vectors are no longer what they were, or which came or went."""
    stayed = {item.id for item in after if item.id in before}
    changed = {one for one in stayed if has_other_text(after[one], before[one])}
    both = before.rows_by_id.keys() | after.rows_by_id.keys()
    return sorted(changed | (both - stayed))
