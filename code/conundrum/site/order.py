"""Parts, numbers and ways on: what tells readers where in the book they are.

Sphinx numbers chapters, figures, equations and exercises. Added here are the part above a chapter's
title, the chapter's number before that of each question, and where to go at the end.
"""

import re

from docutils import nodes
from sphinx.addnodes import pending_xref
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.docutils import SphinxRole

from conundrum.site.claim_list import group_of

QUESTION = re.compile(r"Question (\d+)")


class About(nodes.General, nodes.Inline, nodes.Element):
    """Stands for what another page is about, until all pages are read."""


class QuestionRole(SphinxRole):
    """``{question}`5```: a link to a question of the same chapter."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """Write the link; the number of the chapter is added when it is known."""
        refid = f"question-{self.text}"
        link = nodes.reference("", f"Question {self.text}", internal=True, refid=refid)
        link["classes"] = ["question-link"]
        return [link], []


class NumberQuestions(SphinxPostTransform):
    """Put the number of the chapter before that of each question: "Question 6.2"."""

    default_priority = 29  # before they are folded
    formats = ("html",)

    def run(self, **kwargs: object) -> None:
        """Write the numbers into the titles of the questions and the links to them."""
        [chapter] = self.env.titles[self.env.docname].get("secnumber") or [None]
        for question in self.document.findall(nodes.admonition):
            title = question[0]
            if "question" in question["classes"] and (named := QUESTION.fullmatch(title.astext())):
                question["ids"] = [f"question-{named[1]}"]
                title.children = [nodes.Text(_numbered(chapter, named[1]))]
        for link in self.document.findall(nodes.reference):
            if "question-link" in link["classes"]:
                link.children = [nodes.Text(_numbered(chapter, link["refid"].split("-")[1]))]


class NameParts(SphinxPostTransform):
    """Say above the title of a chapter which part of the book it belongs to."""

    default_priority = 400
    formats = ("html",)

    def run(self, **kwargs: object) -> None:
        """Write the part, and fill in what the next page is about."""
        part = part_of(self.env, self.env.docname)
        if part:
            chapter = next(self.document.findall(nodes.section))
            chapter.insert(0, nodes.paragraph("", part, classes=["part"]))
        for about in list(self.document.findall(About)):
            about.replace_self(nodes.Text(self.env.descriptions[about["page"]]))


def part_of(env: BuildEnvironment, docname: str) -> str | None:
    """Return the caption of the part that a chapter stands in, None for pages without a number."""
    for part in env.external_site_map.root.subtrees:
        if part.numbered and docname in part.items:
            return part.caption
    return None


def note_description(app: Sphinx, doctree: nodes.document) -> None:
    """Note what a page says it is about."""
    for meta in doctree.findall(nodes.meta):
        if meta.get("name") == "description":
            app.env.descriptions[app.env.docname] = meta["content"]


def add_next_steps(app: Sphinx, doctree: nodes.document) -> None:
    """End each chapter with what a reader can do now."""
    docname = app.env.docname
    if part_of(app.env, docname) is None:
        return
    pages = list(app.env.external_site_map)
    following = pages[pages.index(docname) + 1]
    exercises = nodes.reference("", "exercises", internal=True, refid="exercises")
    claims = _later_link(docname, "ref", group_of(docname.rpartition("/")[2]), "all its claims")
    page = _later_link(docname, "doc", f"/{following}", "")
    steps = [
        _step(
            "Do",
            " one of the ",
            exercises,
            ", then change a number in it and say first what will happen.",
        ),
        _step("Doubt", " what you read: see ", claims, ", and how close each came to failing."),
        _step("Read on", ": ", page, ". ", About(page=following)),
    ]
    section = nodes.section("", nodes.title("", "Next steps"), nodes.bullet_list("", *steps))
    section["names"] = ["next steps"]
    doctree.note_implicit_target(section)
    next(doctree.findall(nodes.section)).append(section)


def begin(app: Sphinx) -> None:
    """Make room in the environment for what the pages are about."""
    if not hasattr(app.env, "descriptions"):
        app.env.descriptions = {}


def forget_page(app: Sphinx, env: BuildEnvironment, docname: str) -> None:
    """Forget what a page was about before it is read again."""
    env.descriptions.pop(docname, None)


def setup(app: Sphinx) -> dict[str, bool]:
    """Connect all of it to the build."""
    app.add_role("question", QuestionRole())
    app.add_node(About)
    app.connect("builder-inited", begin)
    app.connect("env-purge-doc", forget_page)
    app.connect("doctree-read", note_description)
    app.connect("doctree-read", add_next_steps, priority=400)  # before the contents are collected
    app.add_post_transform(NumberQuestions)
    app.add_post_transform(NameParts)
    return {"parallel_read_safe": False, "parallel_write_safe": True}


def _numbered(chapter: int | None, question: str) -> str:
    return f"Question {question}" if chapter is None else f"Question {chapter}.{question}"


def _step(what: str, *said: nodes.Node | str) -> nodes.list_item:
    parts = [nodes.Text(part) if isinstance(part, str) else part for part in said]
    return nodes.list_item("", nodes.paragraph("", "", nodes.strong("", what), *parts))


def _later_link(docname: str, role: str, target: str, words: str) -> pending_xref:
    return pending_xref(
        "",
        nodes.inline("", words, classes=["std", f"std-{role}"]),
        refdomain="std",
        reftype=role,
        reftarget=target,
        refdoc=docname,
        refexplicit=bool(words),
        refwarn=True,
    )
