"""How satisfied people were: a community's page for everybody, and the officer's over their communities."""

from flask import render_template

from deliberation.actors import Role
from deliberation.projects import satisfaction as satisfied
from deliberation.projects.views.shared import HERE, blueprint, me
from deliberation.surveys.policy import may_read_words
from deliberation.web.access import access, everyone, holding
from deliberation.web.paging import page_number


@blueprint.get(f"{HERE}/satisfaction")
@access(everyone)
def satisfaction(code: str) -> str:
    """How satisfied people were with what was carried out here; no name and no word, only figures."""
    return render_template(
        "projects/satisfaction.html",
        figures=satisfied.of_community(code),
        page=satisfied.projects_of(code, page_number()),
        inside=may_read_words(me(), code),
    )


@blueprint.get("/office/satisfaction")
@access(holding(Role.OFFICER))
def office_satisfaction() -> str:
    """The officer's communities beside each other."""
    figures, page = satisfied.of_scopes(me().scopes(Role.OFFICER), page_number())
    return render_template("projects/office_satisfaction.html", figures=figures, page=page)
