"""The page on the shipped catalogue: `python app.py` here, and what a Hugging Face Space runs."""

from __future__ import annotations

import os
import tempfile
import threading
from dataclasses import replace
from pathlib import Path

from chatrec.memory import lasting

INDEX = Path(__file__).parent / "index" / "movies"


def main() -> None:
    with lasting():
        import uvicorn

        from chatrec.build import read
        from chatrec.config import Settings
        from chatrec.load import compose
        from chatrec.ui import create_app

        in_space = os.environ.get("SYSTEM") == "spaces"
        settings = Settings.from_environment()
        if in_space:  # the checkout is read-only there, and what is written ends with the machine
            settings = replace(settings, state=Path(tempfile.gettempdir()) / "chatrec")
        built = read(INDEX)
        recommender = compose(built, settings.database(INDEX), trained=INDEX)
        # README.md's `hf_oauth: true`; without a Space's name Gradio would only play signing in.
        sign_in = in_space and {"OAUTH_CLIENT_ID", "SPACE_ID"} <= os.environ.keys()
        app = create_app(recommender, secret=settings.secret(), embedded=in_space, sign_in=sign_in)
    host = "0.0.0.0" if in_space else "127.0.0.1"
    port = int(os.environ.get("GRADIO_SERVER_PORT", "7860"))
    print(f"chatrec on http://{host}:{port}", flush=True)
    threading.Thread(target=built.encoder.warm_up, daemon=True).start()
    uvicorn.run(app, host=host, port=port, log_level="warning")


if __name__ == "__main__":
    main()
