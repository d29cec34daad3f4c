"""functions - rules about the shape of functions, in the product and in the tests."""

from limits import LIMITS

LINES_MAX = LIMITS["lines of a function, longest"]
LINES_P90 = LIMITS["lines of a function, p90"]
LINES_MEDIAN = LIMITS["lines of a function, median"]
NESTING_MAX = LIMITS["nesting of statements"]
PARAMETERS_MAX = LIMITS["parameters of a function"]
LOOPS = {"for", "while", "do"}
BRANCHES = {"if", "switch"}


def each(tree):
    for source in tree.all():
        for function in source.functions:
            yield f"{source.path}:{function.line}: {function.name}", function


def check_length(tree):
    return [f"{where}: {function.lines} lines, {LINES_MAX} at most"
        for where, function in each(tree)
        if function.lines > LINES_MAX and function.mark is None]


def check_marks(tree):
    """A mark lifts the limit, so it must be true: a table only lists, a switch is flat."""
    faults = []
    for where, function in each(tree):
        words = set(function.words)
        if function.mark == "table" and words & (LOOPS | BRANCHES):
            faults.append(f"{where}: marked as a table, but it loops or branches")
        if function.mark == "flat switch" and (words & LOOPS or function.nesting > 2
                or function.words.count("switch") != 1):
            faults.append(f"{where}: marked as a flat switch, but it is more than that")
    return faults


def percentile(values, percent):
    """Return the smallest value that at least percent of the values do not exceed."""
    ordered = sorted(values)
    return ordered[max(0, -(-len(ordered) * percent // 100) - 1)]


def lengths(sources):
    return [function.lines for source in sources for function in source.functions
        if function.mark is None]


def check_distribution(tree):
    faults = []
    for name, sources in (("product", tree.product), ("tests", tree.tests)):
        values = lengths(sources)
        for percent, limit in ((50, LINES_MEDIAN), (90, LINES_P90)):
            if values and percentile(values, percent) > limit:
                faults.append(f"{name}: {percent} % of the functions have up to "
                    f"{percentile(values, percent)} lines, {limit} is the limit")
    return faults


def describe(tree):
    texts = []
    for name, sources in (("product", tree.product), ("tests", tree.tests)):
        values = lengths(sources)
        if values:
            texts.append(f"{name}: {len(values)} functions, median "
                f"{percentile(values, 50)}, p90 {percentile(values, 90)}, "
                f"longest {max(values)} lines")
    return texts


def check_nesting(tree):
    return [f"{where}: nested {function.nesting} deep, {NESTING_MAX} at most"
        for where, function in each(tree) if function.nesting > NESTING_MAX]


def check_parameters(tree):
    faults = [f"{where}: {function.parameters} parameters, {PARAMETERS_MAX} at most"
        for where, function in each(tree) if function.parameters > PARAMETERS_MAX]
    for source in tree.all():
        for prototype in source.prototypes:
            if prototype.parameters > PARAMETERS_MAX:
                faults.append(f"{source.path}:{prototype.line}: {prototype.name}: "
                    f"{prototype.parameters} parameters, {PARAMETERS_MAX} at most")
    return faults


def check_goto(tree):
    return [f"{where}: goto {target}, only out is allowed"
        for where, function in each(tree)
        for word, target in zip(function.words, function.words[1:])
        if word == "goto" and target != "out"]


def check_braces(tree):
    faults = []
    for source in tree.all():
        for function in source.functions:
            faults += [f"{source.path}:{line}: a statement without braces"
                for line in function.unbraced]
    return faults
