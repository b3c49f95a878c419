"""Maps of a job family, worked out from data: plain values in, a drawing in pixels or a chart of words out.

Levels are the rows, highest on top; tracks or families are the columns. So no layout engine is needed, and a
template only writes down what it is given. Nothing here reads the database or knows a person: whoever asks
marks the roles (`Station.mark`) and counts the moves (`Move.people`).
"""

from pathways.maps.bands import Band, BandCell, Bands, draw_bands
from pathways.maps.drawing import Drawing
from pathways.maps.dual_ladder import draw_dual_ladder
from pathways.maps.grid import Grid, draw_grid
from pathways.maps.ladder import draw_ladder
from pathways.maps.lattice import draw_lattice
from pathways.maps.stations import Mark, Move, Station
from pathways.maps.tiers import Slot, Tier, Tiers, draw_tiers

__all__ = [
    "Band",
    "BandCell",
    "Bands",
    "Drawing",
    "Grid",
    "Mark",
    "Move",
    "Slot",
    "Station",
    "Tier",
    "Tiers",
    "draw_bands",
    "draw_dual_ladder",
    "draw_grid",
    "draw_ladder",
    "draw_lattice",
    "draw_tiers",
]
