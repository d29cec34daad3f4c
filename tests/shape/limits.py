"""limits - every number that the shape of the code is held to.

docs/style.md states the same numbers; pages.check_limits sees to it.
"""

LIMITS = {
    "modules in a cycle": 0,
    "headers with one user": 47,
    "extern functions with one client, %": 60,
    "modules in a folder": 16,
    "lines of a function, median": 12,
    "lines of a function, p90": 24,
    "lines of a function, longest": 45,
    "nesting of statements": 3,
    "parameters of a function": 5,
    "lines of a .c file": 600,
    "lines of a .h file": 200,
}
