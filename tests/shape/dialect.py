"""dialect - one C in all folders, where the compiler takes more than one.

A pointer is tested as `pointer == NULL` or `pointer != NULL`; sizeof has its parentheses;
declarations stand at the head of a block, and a blank line follows them.  What is a pointer
is read from the declarations of parameters, variables, members and functions of the tree; of
foreign functions only those named here.
"""

import re

NAME = re.compile(r"[A-Za-z_]\w*")
QUALIFIERS = {"const", "static", "volatile", "restrict", "extern", "register", "inline",
    "_Thread_local", "_Alignas", "_Noreturn"}
TYPES = {"struct", "enum", "union", "unsigned", "signed", "int", "char", "bool", "short", "long",
    "float", "double", "void", "size_t", "ssize_t", "int64_t", "uint64_t", "uint32_t"}
CONTROL = {"if", "for", "while", "switch"}
STATEMENTS = CONTROL | {"return", "goto", "else", "do", "case", "default", "break", "continue",
    "sizeof"}
OPENING = "([{"
FOREIGN = {"malloc", "calloc", "realloc", "strdup", "strndup", "strchr", "strrchr", "strstr",
    "strpbrk", "memchr", "getenv", "fopen", "fdopen", "opendir", "readdir", "fgets",
    "inet_ntop", "if_indextoname", "gmtime_r", "localtime_r", "secure_getenv", "json_object",
    "json_array", "json_string", "json_integer", "json_object_get", "json_array_get",
    "json_string_value", "json_loads", "json_loadb", "json_dumps", "json_pack", "event_new",
    "event_base_new", "evbuffer_new", "bufferevent_socket_new", "mnl_socket_open"}


def is_name(text):
    return NAME.fullmatch(text) is not None


def check_sizeof(tree):
    return [f"{source.path}:{token.line}: sizeof without parentheses"
        for source in tree.all() for token, after in zip(source.tokens, source.tokens[1:])
        if token.text == "sizeof" and after.text != "("]


def is_declaration(texts):
    """Return whether these are the first words of a declaration: type, stars, name."""
    if texts[0] == "_Alignas":
        return True
    texts = [text for text in texts if text not in QUALIFIERS]
    if not texts or texts[0] in STATEMENTS or not is_name(texts[0]):
        return False
    if texts[0] in TYPES:
        return True
    index = 1
    while index < len(texts) and texts[index] == "*":
        index += 1
    return (index + 1 < len(texts) and is_name(texts[index])
        and texts[index + 1] in ("=", ";", ",", "["))


class Block:
    """What has been seen of a block so far."""

    def __init__(self):
        self.declared = None    # the last token of the declaration right before
        self.stated = False     # a statement was seen


def statements(source, opening):
    """Yield (block, first, last) of each statement of a function, as indices of tokens."""
    tokens = source.tokens
    blocks = [Block()]
    index = opening + 1
    while blocks:
        text = tokens[index].text
        if text == "{":
            yield blocks[-1], index, None
            blocks.append(Block())
        elif text == "}":
            blocks.pop()
        elif text in CONTROL:
            yield blocks[-1], index, None
            index = source.closes[index + 1]
        elif text in ("else", "do"):
            yield blocks[-1], index, None
        elif text in ("case", "default") or (is_name(text) and tokens[index + 1].text == ":"):
            yield blocks[-1], index, None
            while tokens[index].text != ":":
                index += 1
        else:
            end = end_of(source, index)
            yield blocks[-1], index, end
            index = end
        index += 1


def end_of(source, first):
    """Return the index of the last token of a simple statement, or of a loop macro's head."""
    index = first
    while source.tokens[index].text != ";":
        if source.tokens[index].text in OPENING:
            index = source.closes[index]
            is_call = source.closes[index] == first + 1 and (
                source.tokens[first].text not in STATEMENTS)
            if is_call and source.tokens[index + 1].text == "{":
                return index
        index += 1
    return index


def check_declarations(tree):
    return [fault for source in tree.all() for function in source.functions
        for fault in judge_declarations(source, function.opening)]


def judge_declarations(source, opening):
    faults = []
    tokens = source.tokens
    for block, first, last in statements(source, opening):
        texts = [token.text for token in tokens[first:first + 12]]
        line = tokens[first].line
        if last is not None and is_declaration(texts):
            if block.stated:
                faults.append(f"{source.path}:{line}: a declaration after a statement")
            block.declared = tokens[last]
            continue
        if block.declared is not None and not block.stated:
            if source.lines[block.declared.line].strip():
                faults.append(f"{source.path}:{block.declared.line}: no blank line after the "
                    "declarations")
        block.stated = True
    return faults


def declarators(texts):
    """Yield (tag or None, depth, name) of what one declaration declares.

    depth counts the stars, and an array makes no pointer of its elements: it is None then.
    """
    texts = [text for text in texts if text not in QUALIFIERS]
    if not texts or not is_name(texts[0]):
        return
    tag = texts[1] if texts[0] in ("struct", "union") and len(texts) > 1 else None
    for part in split(texts):
        match = re.search(r"((?:\* )*)(?:\( \* (\w+) \)|(\w+))( \[| \(|$)", " ".join(part) or " ")
        stars = "* " if match and match.group(2) else match.group(1) if match else ""
        if match and match.group(4) == " [":
            yield tag, None, match.group(3) or match.group(2)
        elif match:
            yield tag, stars.count("*"), match.group(2) or match.group(3)


def split(texts):
    """Return the declarators of a declaration, each without its type and initial value."""
    parts = [[]]
    depth = 0
    value = False
    for text in texts:
        if text == "," and depth == 0:
            parts.append([])
            value = False
            continue
        value = value or (text == "=" and depth == 0)
        depth += (text in OPENING) - (text in ")]}")
        if not value:
            parts[-1].append(text)
    kept = []
    for number, part in enumerate(parts):
        kept.append(part if number else without_type(part))
    return kept


def without_type(part):
    """Return what follows the type: from the first star, bracket, or the last plain name."""
    for index, text in enumerate(part):
        if text in ("*", "(") and index > 0:
            return part[index:]
        if text == "[":
            return part[index - 1:]
    return part[-1:] if len(part) > 1 else []


class Types:
    """What is declared in the tree: members by the tag of their struct, and functions."""

    def __init__(self, tree):
        self.members = {}
        self.functions = {name: (None, 1) for name in FOREIGN}
        for source in tree.product + tree.tests:
            self.add_structs(source)
            for each in source.prototypes + source.functions:
                self.add_function(each)

    def add_structs(self, source):
        tokens = source.tokens
        for index in range(len(tokens) - 2):
            if (tokens[index].text in ("struct", "union") and is_name(tokens[index + 1].text)
                    and tokens[index + 2].text == "{"):
                members = self.members.setdefault(tokens[index + 1].text, {})
                self.add_members(source, index + 2, members)

    def add_members(self, source, opening, members):
        index = opening + 1
        while index < source.closes[opening]:
            end = index
            while source.tokens[end].text != ";":
                if source.tokens[end].text in OPENING:
                    end = source.closes[end]
                end += 1
            for tag, depth, name in declarators(
                    [token.text for token in source.tokens[index:end]]):
                members[name] = (tag, depth)
            index = end + 1

    def add_function(self, each):
        texts = [token.text for token in each.head if token.text not in QUALIFIERS]
        if each.name in texts:
            before = texts[:texts.index(each.name)]
            tag = before[1] if before[:1] == ["struct"] and len(before) > 1 else None
            self.functions[each.name] = (tag, before.count("*"))


def locals_of(source, function):
    """Return {name: (tag, depth)} of a function's parameters and variables."""
    found = {}
    texts = [token.text for token in function.head]
    begin = texts.index(function.name) + 2 if function.name in texts else len(texts)
    for part in raw_split(texts[begin:-1]):
        for tag, depth, name in declarators(part):
            found[name] = (tag, depth)
    for _, first, last in statements(source, function.opening):
        if last is not None:
            words = [token.text for token in source.tokens[first:last]]
            if is_declaration(words[:11] + [";"]):
                for tag, depth, name in declarators(words):
                    found[name] = (tag, depth)
    return found


def raw_split(texts):
    parts = [[]]
    depth = 0
    for text in texts:
        depth += (text in OPENING) - (text in ")]}")
        if text == "," and depth == 0:
            parts.append([])
        else:
            parts[-1].append(text)
    return parts


def primary(source, index, names, types):
    """Return (index behind, type or None) of the name, members and call at index."""
    tokens = source.tokens
    text = tokens[index].text
    if tokens[index + 1].text == "(":
        kind = types.functions.get(text) if text not in names else None
        index = source.closes[index + 1] + 1
    else:
        kind = names.get(text)
        index += 1
    while True:
        texts = [token.text for token in tokens[index:index + 3]]
        if texts[:2] == ["-", ">"] or texts[:1] == ["."]:
            index += 2 if texts[0] == "-" else 1
            kind = types.members.get(kind[0], {}).get(tokens[index].text) if kind else None
            index += 1
        elif texts[:1] == ["["]:
            index = source.closes[index] + 1
            kind = (kind[0], kind[1] - 1) if kind and kind[1] else (
                (kind[0], 0) if kind and kind[0] and kind[1] is None else None)
        elif texts[:1] == ["("]:
            index = source.closes[index] + 1
            kind = None
        else:
            return index, kind


def check_pointers(tree):
    types = Types(tree)
    return [fault for source in tree.all() for function in source.functions
        for fault in judge_pointers(source, function, types)]


def judge_pointers(source, function, types):
    faults = []
    names = locals_of(source, function)
    tokens = source.tokens
    for index in range(function.opening + 1, source.closes[function.opening]):
        text = tokens[index].text
        if not is_name(text) or text in STATEMENTS or not begins_operand(source, index):
            continue
        behind, kind = primary(source, index, names, types)
        if kind and kind[1] and is_tested(source, index, behind):
            words = " ".join(token.text for token in tokens[index:behind])
            faults.append(f"{source.path}:{tokens[index].line}: {words} is a pointer: "
                "compare it with NULL")
    return faults


def before_of(source, index):
    """Return what kind of place stands before an operand: "!", "&&", "if", or its text."""
    tokens = source.tokens
    text = tokens[index - 1].text
    if text in "&|" and tokens[index - 2].text == text:
        return "&&"
    if text == "(" and tokens[index - 2].text in ("if", "while", "assert"):
        return "if"
    if text == "(" and not is_name(tokens[index - 2].text):
        return "group"
    return text


def begins_operand(source, index):
    return before_of(source, index) in ("!", "&&", "if", "group", "return", "=", ",", ";", "?",
        ":")


def is_tested(source, index, behind):
    """Return whether the operand between is taken as a condition."""
    before = before_of(source, index)
    after = source.tokens[behind].text
    if after in "&|" and source.tokens[behind + 1].text == after:
        after = "&&"
    if before == "!":
        return True
    if after == "&&" or after == "?":
        return True
    if before == "&&":
        return after in (")", "&&", "?", ";", ",", ":", "}")
    return before == "if" and after == ")"
