"""The framework as JSON: families with their maps, roles, comparisons."""
