"""Statistics of fairness: pure functions, counts in and frozen results out. They know neither people nor databases.

scipy and statsmodels are imported inside the functions that need them: importing this package costs a web process nothing.
"""

from promotions.disparity.differencing import Differences, between_populations, differencing_risk
from promotions.disparity.disclosure import Undisclosed, undisclosed
from promotions.disparity.durations import TimeToPromotion, time_to_promotion
from promotions.disparity.levels import LevelPace, bottleneck
from promotions.disparity.many_groups import Groups, compare_groups, differ_within
from promotions.disparity.mobility import Mobility, mobility
from promotions.disparity.multiplicity import Adjusted, adjust
from promotions.disparity.regression import Ladder, individuals, regression_ladder
from promotions.disparity.rules import STANDARD, Rules
from promotions.disparity.sensitivity import Power, power
from promotions.disparity.standardised import Standardised, standardised
from promotions.disparity.strata import Strata, compare_strata
from promotions.disparity.suppression import Suppressed, Table, hidden_bounds, suppress
from promotions.disparity.two_groups import TwoGroups, compare_two
from promotions.disparity.units import Units, shrink_units
from promotions.disparity.verdicts import Finding, Verdict, capped

__all__ = [
    "STANDARD", "Adjusted", "Differences", "Finding", "Groups", "Ladder", "LevelPace", "Mobility", "Power", "Rules", "Standardised",
    "Strata", "Suppressed", "Table", "TimeToPromotion", "TwoGroups", "Undisclosed", "Units", "Verdict", "adjust", "between_populations",
    "bottleneck", "capped", "compare_groups", "compare_strata", "compare_two", "differ_within", "differencing_risk", "hidden_bounds",
    "individuals", "mobility", "power", "regression_ladder", "shrink_units", "standardised", "suppress", "time_to_promotion", "undisclosed",
]  # fmt: skip
