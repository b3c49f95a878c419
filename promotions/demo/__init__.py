"""The demo company: made from a seed, the same every time, with six truths planted that audits must find."""

from promotions.demo.personas import PASSWORD, Persona, personas

__all__ = ["PASSWORD", "Persona", "personas"]
