"""Global solution sets: their dimension, families beyond the gauge, anchors, paths between minima."""
