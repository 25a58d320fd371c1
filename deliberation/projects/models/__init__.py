"""Tables of project lists, gathered from the modules that hold them."""

from deliberation.projects.models.lists import ListStep, ListVersion, ProjectList
from deliberation.projects.models.rows import FundingPart, Project, ProjectDecision, ProjectNeed

__all__ = [
    "FundingPart",
    "ListStep",
    "ListVersion",
    "Project",
    "ProjectDecision",
    "ProjectList",
    "ProjectNeed",
]
