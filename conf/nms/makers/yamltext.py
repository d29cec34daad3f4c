"""yamltext - lists and dicts as YAML, every text in quotes."""

import json


def scalar(value):
    return json.dumps(value, ensure_ascii=False)


def lines_of(value, indent):
    """Return a value that is a list or a dict as indented lines."""
    space = " " * indent
    lines = []
    for each in value.items() if isinstance(value, dict) else value:
        head, inner = (f"{each[0]}:", each[1]) if isinstance(value, dict) else ("-", each)
        if not isinstance(inner, (dict, list)):
            lines.append(f"{space}{head} {scalar(inner)}")
        elif not inner:
            lines.append(f"{space}{head} {'{}' if isinstance(inner, dict) else '[]'}")
        elif head == "-":
            nested = lines_of(inner, indent + 2)
            lines += [f"{space}- {nested[0].strip()}", *nested[1:]]
        else:
            lines += [f"{space}{head}", *lines_of(inner, indent + 2)]
    return lines


def dump(value):
    return "\n".join(lines_of(value, 0)) + "\n"
