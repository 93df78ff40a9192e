# A tokenizer and a recursive-descent parser of expressions over arrays of character codes
class Token:
    __slots__ = ('kind', 'value')
    def __init__(self, kind, value):
        self.kind = kind
        self.value = value
class Scanner:
    __slots__ = ('text', 'at')
    def __init__(self, text, at):
        self.text = text
        self.at = at
class Parser:
    __slots__ = ('tokens', 'at', 'names')
    def __init__(self, tokens, at, names):
        self.tokens = tokens
        self.at = at
        self.names = names
class Node:
    __slots__ = ('kind', 'value', 'left', 'right')
    def __init__(self, kind, value, left, right):
        self.kind = kind
        self.value = value
        self.left = left
        self.right = right
NUMBER = 0
NAME = 1
SIGN = 2
END = 3
def is_digit(c):
    return c >= 48 and c <= 57
def is_letter(c):
    return c >= 97 and c <= 122
def is_space(c):
    return c == 32 or c == 10
def peek(scanner):
    if scanner.at < len(scanner.text):
        return scanner.text[scanner.at]
    return 0
def advance(scanner):
    c = peek(scanner)
    scanner.at = scanner.at + 1
    return c
def number(scanner):
    value = 0
    while is_digit(peek(scanner)):
        value = (value * 10 + advance(scanner) - 48) % 100003
    return Token(NUMBER, value)
def name(scanner):
    hash = 7
    while is_letter(peek(scanner)):
        hash = (hash * 31 + advance(scanner)) % 8191
    return Token(NAME, hash)
def scan(scanner):
    while is_space(peek(scanner)):
        advance(scanner)
    c = peek(scanner)
    if is_digit(c):
        return number(scanner)
    if is_letter(c):
        return name(scanner)
    if c == 0:
        return Token(END, 0)
    return Token(SIGN, advance(scanner))
def tokenize(text):
    scanner = Scanner(text, 0)
    tokens = []
    token = scan(scanner)
    while token.kind != END:
        tokens.append(token)
        token = scan(scanner)
    tokens.append(token)
    return tokens
def current(parser):
    return parser.tokens[parser.at]
def accept(parser, sign):
    token = current(parser)
    if token.kind == SIGN and token.value == sign:
        parser.at = parser.at + 1
        return True
    return False
def primary(parser):
    token = current(parser)
    parser.at = parser.at + 1
    if token.kind == SIGN and token.value == 40:
        inner = sum(parser)
        accept(parser, 41)
        return inner
    return Node(token.kind, token.value, None, None)
def product(parser):
    left = primary(parser)
    while True:
        if accept(parser, 42):
            left = Node(SIGN, 42, left, primary(parser))
        elif accept(parser, 47):
            left = Node(SIGN, 47, left, primary(parser))
        else:
            return left
def sum(parser):
    left = product(parser)
    while True:
        if accept(parser, 43):
            left = Node(SIGN, 43, left, product(parser))
        elif accept(parser, 45):
            left = Node(SIGN, 45, left, product(parser))
        else:
            return left
def evaluate(node, names):
    if node.kind == NUMBER:
        return node.value
    if node.kind == NAME:
        return names[node.value]
    left = evaluate(node.left, names)
    right = evaluate(node.right, names)
    if node.value == 43:
        return (left + right) % 10007
    if node.value == 45:
        return (left - right + 10007) % 10007
    if node.value == 42:
        return left * right % 10007
    if right == 0:
        return 0
    return left // right
class Source:
    __slots__ = ('text', 'seed')
    def __init__(self, text, seed):
        self.text = text
        self.seed = seed
def random(source, limit):
    source.seed = (source.seed * 3877 + 29573) % 139968
    return source.seed % limit
def write_number(source):
    digits = 1 + random(source, 4)
    for i in range(digits):
        source.text.append(48 + random(source, 10))
def write_name(source):
    letters = 1 + random(source, 6)
    for i in range(letters):
        source.text.append(97 + random(source, 26))
def write(source, depth):
    shape = random(source, 4)
    if depth == 0 or shape == 0:
        if random(source, 2) == 0:
            write_number(source)
        else:
            write_name(source)
        return
    source.text.append(40)
    write(source, depth - 1)
    source.text.append(32)
    sign = random(source, 4)
    if sign == 0:
        source.text.append(43)
    elif sign == 1:
        source.text.append(45)
    elif sign == 2:
        source.text.append(42)
    else:
        source.text.append(47)
    source.text.append(32)
    write(source, depth - 1)
    source.text.append(41)
def main():
    ROUNDS = 260
    names = []
    for i in range(8191):
        names.append(i % 97 + 1)
    source = Source([], 42)
    while len(source.text) < 12000:
        write(source, 9)
        source.text.append(43)
    source.text.append(49)
    checksum = 0
    count = 0
    for round in range(ROUNDS):
        source.text[len(source.text) - 1] = 48 + round % 10
        tokens = tokenize(source.text)
        tree = sum(Parser(tokens, 0, names))
        count = count + len(tokens)
        checksum = (checksum * 31 + evaluate(tree, names) + 10007) % 1000003
    print("tokens", checksum, count)
main()
