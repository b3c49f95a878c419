"""How dates are written, language by language: what templates and `pathways.words` call by these names, and no page spells out."""
