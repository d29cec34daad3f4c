"""torture - drawn faults against two real nodes, judged by every promise (tests/system/torture).

The plan (plan.py) is drawn from the seed alone, before anything runs: rounds of one to four
faults (faults.py, attacks.py).  The rig (rig.py) is the lab with a network of its own for
SNMP, so that a cut segment is no excuse for a missing trap.  What is seen from outside
(witness.py) and what the nodes tell (ledger.py) is judged at the end of each round
(verdict.py).
"""
