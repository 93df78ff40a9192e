// A tokenizer and a recursive-descent parser of expressions over arrays of character codes
class Token {
    constructor(kind, value) {
        this.kind = kind;
        this.value = value;
    }
}
class Scanner {
    constructor(text, at) {
        this.text = text;
        this.at = at;
    }
}
class Parser {
    constructor(tokens, at, names) {
        this.tokens = tokens;
        this.at = at;
        this.names = names;
    }
}
class Node {
    constructor(kind, value, left, right) {
        this.kind = kind;
        this.value = value;
        this.left = left;
        this.right = right;
    }
}

const NUMBER = 0;
const NAME = 1;
const SIGN = 2;
const END = 3;

function is_digit(c) { return c >= 48 && c <= 57; }
function is_letter(c) { return c >= 97 && c <= 122; }
function is_space(c) { return c === 32 || c === 10; }

function peek(scanner) {
    if (scanner.at < scanner.text.length) {
        return scanner.text[scanner.at];
    }
    return 0;
}

function advance(scanner) {
    let c = peek(scanner);
    scanner.at = scanner.at + 1;
    return c;
}

function number(scanner) {
    let value = 0;
    while (is_digit(peek(scanner))) {
        value = (value * 10 + advance(scanner) - 48) % 100003;
    }
    return new Token(NUMBER, value);
}

function name(scanner) {
    let hash = 7;
    while (is_letter(peek(scanner))) {
        hash = (hash * 31 + advance(scanner)) % 8191;
    }
    return new Token(NAME, hash);
}

function scan(scanner) {
    while (is_space(peek(scanner))) {
        advance(scanner);
    }
    let c = peek(scanner);
    if (is_digit(c)) {
        return number(scanner);
    }
    if (is_letter(c)) {
        return name(scanner);
    }
    if (c === 0) {
        return new Token(END, 0);
    }
    return new Token(SIGN, advance(scanner));
}

function tokenize(text) {
    let scanner = new Scanner(text, 0);
    let tokens = [];
    let token = scan(scanner);
    while (token.kind !== END) {
        tokens.push(token);
        token = scan(scanner);
    }
    tokens.push(token);
    return tokens;
}

function current(parser) { return parser.tokens[parser.at]; }

function accept(parser, sign) {
    let token = current(parser);
    if (token.kind === SIGN && token.value === sign) {
        parser.at = parser.at + 1;
        return true;
    }
    return false;
}

function primary(parser) {
    let token = current(parser);
    parser.at = parser.at + 1;
    if (token.kind === SIGN && token.value === 40) {
        let inner = sum(parser);
        accept(parser, 41);
        return inner;
    }
    return new Node(token.kind, token.value, null, null);
}

function product(parser) {
    let left = primary(parser);
    while (true) {
        if (accept(parser, 42)) {
            left = new Node(SIGN, 42, left, primary(parser));
        } else if (accept(parser, 47)) {
            left = new Node(SIGN, 47, left, primary(parser));
        } else {
            return left;
        }
    }
}

function sum(parser) {
    let left = product(parser);
    while (true) {
        if (accept(parser, 43)) {
            left = new Node(SIGN, 43, left, product(parser));
        } else if (accept(parser, 45)) {
            left = new Node(SIGN, 45, left, product(parser));
        } else {
            return left;
        }
    }
}

function evaluate(node, names) {
    if (node.kind === NUMBER) {
        return node.value;
    }
    if (node.kind === NAME) {
        return names[node.value];
    }
    let left = evaluate(node.left, names);
    let right = evaluate(node.right, names);
    if (node.value === 43) {
        return (left + right) % 10007;
    }
    if (node.value === 45) {
        return (left - right + 10007) % 10007;
    }
    if (node.value === 42) {
        return left * right % 10007;
    }
    if (right === 0) {
        return 0;
    }
    return Math.trunc(left / right);
}

class Source {
    constructor(text, seed) {
        this.text = text;
        this.seed = seed;
    }
}

function random(source, limit) {
    source.seed = (source.seed * 3877 + 29573) % 139968;
    return source.seed % limit;
}

function write_number(source) {
    let digits = 1 + random(source, 4);
    for (let i = 0; i < digits; i = i + 1) {
        source.text.push(48 + random(source, 10));
    }
}

function write_name(source) {
    let letters = 1 + random(source, 6);
    for (let i = 0; i < letters; i = i + 1) {
        source.text.push(97 + random(source, 26));
    }
}

function write(source, depth) {
    let shape = random(source, 4);
    if (depth === 0 || shape === 0) {
        if (random(source, 2) === 0) {
            write_number(source);
        } else {
            write_name(source);
        }
        return;
    }
    source.text.push(40);
    write(source, depth - 1);
    source.text.push(32);
    let sign = random(source, 4);
    if (sign === 0) {
        source.text.push(43);
    } else if (sign === 1) {
        source.text.push(45);
    } else if (sign === 2) {
        source.text.push(42);
    } else {
        source.text.push(47);
    }
    source.text.push(32);
    write(source, depth - 1);
    source.text.push(41);
}

function main() {
    const ROUNDS = 260;
    let names = [];
    for (let i = 0; i < 8191; i = i + 1) {
        names.push(i % 97 + 1);
    }
    let source = new Source([], 42);
    while (source.text.length < 12000) {
        write(source, 9);
        source.text.push(43);
    }
    source.text.push(49);
    let checksum = 0;
    let count = 0;
    for (let round = 0; round < ROUNDS; round = round + 1) {
        source.text[source.text.length - 1] = 48 + round % 10;
        let tokens = tokenize(source.text);
        let tree = sum(new Parser(tokens, 0, names));
        count = count + tokens.length;
        checksum = (checksum * 31 + evaluate(tree, names) + 10007) % 1000003;
    }
    console.log("tokens " + checksum + " " + count);
}
main();
