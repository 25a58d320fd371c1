"""Tables of project lists, gathered from the modules that hold them."""

from deliberation.projects.models.caps import SpendingCap
from deliberation.projects.models.carried import (
    Milestone,
    ProgressPhoto,
    ProgressReport,
    ProjectAcceptance,
    ProjectChange,
)
from deliberation.projects.models.lists import ListStep, ListVersion, ProjectList
from deliberation.projects.models.office import ListFile, StreetList, StreetListMember, StreetVersion
from deliberation.projects.models.plans import ProjectPlan
from deliberation.projects.models.publicity import Objection, Publicity
from deliberation.projects.models.received import ReceivedList
from deliberation.projects.models.reporting import ReportCase, YearReport
from deliberation.projects.models.resources import Resource, ResourcePledge
from deliberation.projects.models.rows import (
    BudgetLine,
    FundingPart,
    Project,
    ProjectDecision,
    ProjectNeed,
    RowApart,
)
from deliberation.projects.models.verdicts import VerdictDraft

__all__ = [
    "BudgetLine",
    "FundingPart",
    "ListFile",
    "ListStep",
    "ListVersion",
    "Milestone",
    "Objection",
    "ProgressPhoto",
    "ProgressReport",
    "Project",
    "ProjectAcceptance",
    "ProjectChange",
    "ProjectDecision",
    "ProjectList",
    "ProjectNeed",
    "ProjectPlan",
    "Publicity",
    "ReceivedList",
    "ReportCase",
    "Resource",
    "ResourcePledge",
    "RowApart",
    "SpendingCap",
    "StreetList",
    "StreetListMember",
    "StreetVersion",
    "VerdictDraft",
    "YearReport",
]
