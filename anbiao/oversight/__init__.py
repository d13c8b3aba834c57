"""督查: what is drawn from the facts of the other parts, and what follows from it: figures, rankings, circulars, meetings,
instructions, accountability.
"""
