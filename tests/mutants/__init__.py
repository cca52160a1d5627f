"""``make mutants``: 300 small wrong changes of the program, each of which some test should notice.

Ours, since mutmut mutates function bodies only, by forking after Qt and SQLCipher are loaded, and
cosmic-ray knows no coverage and writes into the tree it is given; no library mutates SQL, where this
program judges.

``python -m tests.mutants`` picks the mutants (``areas.py`` says of what), finds with coverage which
tests run the changed line (``touched.py``), and runs those in a copy of the tree (``trial.py``). The
same seed picks the same mutants, and a change elsewhere in the program does not move the pick. What
was found stands in build/mutants; a run that was stopped goes on where it stopped. See ``--help``.
"""
