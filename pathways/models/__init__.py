"""The job architecture: stable names first, then what a version says of them."""

from pathways.models.frameworks import FamilyGroup, Framework, FrameworkVersion, JobFamily, Level, Track
from pathways.models.roles import CredentialRequirement, ProjectRequirement, Requirement, Role, RoleProfile, Transition

__all__ = [
    "CredentialRequirement",
    "FamilyGroup",
    "Framework",
    "FrameworkVersion",
    "JobFamily",
    "Level",
    "ProjectRequirement",
    "Requirement",
    "Role",
    "RoleProfile",
    "Track",
    "Transition",
]
