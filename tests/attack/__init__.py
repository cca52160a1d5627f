"""``make attack``: the school's file killed, starved, flipped, forged, fed with hostile workbooks.

``python -m tests.attack [AREA …]`` attacks this tree, ``--tree PATH`` another. Everything that touches
the program under attack runs in a fork of one process that has it loaded (``forks.py``), so that a
crash is a finding and a try costs a tenth of a second. What a try does to a school is a deed
(``deeds.py``); what is left of the school afterwards is found by ``survey.py``; an area draws tries by
number, so that each can be repeated: ``python -m tests.attack kills --seed 8 --only 17``.
"""
