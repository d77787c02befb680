"""Every error that chatrec raises on purpose.

    ChatrecError
    ├── CatalogueError      an item, a file or data set, or a constraint that cannot be read
    ├── IndexingError       an index directory that is missing, altered or does not fit
    ├── ModelError          an encoder or a ranker that cannot be loaded
    ├── MessageError        a message that is not text a person could have typed
    ├── FeedbackError       feedback out of range, on an unknown item, or a reused key
    │   ├── ReusedKeyError  a key that was used for other feedback
    │   ├── NotShownError   feedback on an item that the person has not met here
    │   └── TooManyVotesError  more feedback than one person gives in a day
    ├── StoreError          events that could not be written or read
    └── ServiceError        a page or service that cannot start

Each message is one sentence with the offending value and the remedy.
"""


class ChatrecError(Exception):
    """The root: whoever catches this catches everything chatrec raises on purpose."""


class CatalogueError(ChatrecError):
    pass


class IndexingError(ChatrecError):
    pass


class ModelError(ChatrecError):
    pass


class MessageError(ChatrecError):
    pass


class FeedbackError(ChatrecError):
    pass


class ReusedKeyError(FeedbackError):
    pass


class NotShownError(FeedbackError):
    pass


class TooManyVotesError(FeedbackError):
    def __init__(self, message: str, seconds: float) -> None:
        """`seconds` from now there is room for one more."""
        super().__init__(message)
        self.seconds = seconds


class StoreError(ChatrecError):
    pass


class ServiceError(ChatrecError):
    pass
