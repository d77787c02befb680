"""A part of the page that draws itself: constant HTML, and JavaScript that gets JSON."""

from __future__ import annotations

from importlib.resources import files

import gradio as gr

from chatrec.ui import texts

_TEMPLATES = {
    "masthead": "<header></header>",
    "chat": '<div role="log" tabindex="0"></div>',
    "quick": '<div class="quick"></div>',
    "limits": '<section aria-labelledby="understood-title"></section>',
    "cards": '<section aria-labelledby="list-title"></section>',
    "taste": '<section aria-labelledby="taste-title"></section>',
    "notice": '<div role="alert"></div>',
    "demo": '<p class="muted"></p>',
}


def panel(name: str) -> gr.HTML:
    """The part of that name; its value is JSON made by `view.as_json`.

    Gradio runs a template as JavaScript with the value in reach. So no template here names the
    value: it is read and drawn by static/NAME.js alone.
    """
    parts = ["dom.js", "poster.js", "cards.js"] if name == "cards" else ["dom.js", f"{name}.js"]
    return gr.HTML(
        "",
        html_template=_TEMPLATES[name],
        js_on_load="\n".join(static(part) for part in [*parts, "start.js"]),
        apply_default_css=False,
        elem_id=name,
        texts={language: dict(texts.read(language)) for language in texts.LANGUAGES},
    )


def static(name: str) -> str:
    """A file of the folder static/."""
    return (files("chatrec.ui") / "static" / name).read_text(encoding="utf-8")
