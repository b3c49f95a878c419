"""The words of a mapping file: its sections, what each may say, and the headers that need no saying.

The header names are those that BambooHR, Workday and Finch use, compared without case, spaces and punctuation.
"""

import re
from collections.abc import Mapping

# Never guessed: what a person says about themselves comes in only when the mapping asks for it.
ASKED_FOR = frozenset({"sex", "ethnicity", "disability", "birth_date"})
TABLE = frozenset({"file", "delimiter", "header", "where"})
TABLE_SECTIONS: Mapping[str, frozenset[str]] = {
    "people": frozenset({"number", "first_name", "last_name", "name", "email", "hired_on", "left_on", "status", "title", "unit", "manager"})
    | ASKED_FOR,
    "title_history": frozenset({"number", "title", "start", "end"}),
    "unit_history": frozenset({"number", "unit", "start", "end"}),
    "manager_history": frozenset({"number", "unit", "manager", "start", "end"}),
    "units": frozenset({"code", "name", "parent", "group"}),
}
SETTINGS: Mapping[str, frozenset[str]] = {
    "feed": frozenset({"company", "complete", "most_ended_percent", "ends", "until_now", "dates"}),
    "people": TABLE,
    "title_history": TABLE | {"overlaps"},
    "unit_history": TABLE | {"overlaps"},
    "manager_history": TABLE | {"overlaps", "of_managers"},
    "units": TABLE,
    "roles": frozenset({"framework", "unknown_titles", "titles"}),
}
HEADERS: Mapping[str, tuple[str, ...]] = {
    "number": ("employeenumber", "employeeid", "employeeno", "personnelnumber", "workerid", "id"),
    "first_name": ("firstname", "legalfirstname", "givenname"),
    "last_name": ("lastname", "legallastname", "surname", "familyname"),
    "name": ("fullname", "displayname", "employeename", "worker", "name"),
    "email": ("workemail", "primaryworkemail", "email", "emailaddress"),
    "hired_on": ("hiredate", "startdate", "originalhiredate"),
    "left_on": ("terminationdate", "enddate"),
    "status": ("employmentstatus", "status"),
    "title": ("jobtitle", "title", "businesstitle"),
    "unit": ("department", "departmentname", "supervisoryorganization", "organization", "division"),
    "manager": ("managerid", "managernumber", "manageremployeeid", "supervisoreid", "supervisorid", "manager"),
    "start": ("startdate", "effectivedate", "fromdate", "start"),
    "end": ("enddate", "todate", "end"),
    "code": ("code", "departmentcode", "departmentid", "id"),
    "parent": ("parent", "parentcode", "parentid"),
    "group": (),
}
# Finch's words for employment; BambooHR's "Active" and "Inactive".
EMPLOYED = frozenset({"active", "leave", "onboarding", "prehire", "onleave"})
GONE = frozenset({"terminated", "retired", "deceased", "inactive"})


def plain(name: str) -> str:
    """Return a header or status as it is compared: letters and digits only, in lower case."""
    return re.sub(r"[\W_]+", "", name).lower()
