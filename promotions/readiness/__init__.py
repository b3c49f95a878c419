"""How far people meet written rules: for one person with every step shown (`explain`), for everybody by night (`job`)."""

from promotions.readiness.arithmetic import Explanation, explain, ratio, targets_of
from promotions.readiness.facts import Facts, facts_of
from promotions.readiness.history import ready_since
from promotions.readiness.rules import Rules, load

__all__ = ["Explanation", "Facts", "Rules", "explain", "facts_of", "load", "ratio", "ready_since", "targets_of"]
