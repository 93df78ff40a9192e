--!native
-- A tokenizer and a recursive-descent parser of expressions over arrays of character codes
local floor = math.floor
local function Token(kind, value)
    return { kind = kind, value = value }
end
local function Scanner(text, at)
    return { text = text, at = at }
end
local function Parser(tokens, at, names)
    return { tokens = tokens, at = at, names = names }
end
local function Node(kind, value, left, right)
    return { kind = kind, value = value, left = left, right = right }
end
local NUMBER = 0
local NAME = 1
local SIGN = 2
local END = 3
local function is_digit(c)
    return c >= 48 and c <= 57
end
local function is_letter(c)
    return c >= 97 and c <= 122
end
local function is_space(c)
    return c == 32 or c == 10
end
local function peek(scanner)
    if scanner.at < #scanner.text then
        return scanner.text[scanner.at + 1]
    end
    return 0
end
local function advance(scanner)
    local c = peek(scanner)
    scanner.at = scanner.at + 1
    return c
end
local function number(scanner)
    local value = 0
    while is_digit(peek(scanner)) do
        value = (value * 10 + advance(scanner) - 48) % 100003
    end
    return Token(NUMBER, value)
end
local function name(scanner)
    local hash = 7
    while is_letter(peek(scanner)) do
        hash = (hash * 31 + advance(scanner)) % 8191
    end
    return Token(NAME, hash)
end
local function scan(scanner)
    while is_space(peek(scanner)) do
        advance(scanner)
    end
    local c = peek(scanner)
    if is_digit(c) then
        return number(scanner)
    end
    if is_letter(c) then
        return name(scanner)
    end
    if c == 0 then
        return Token(END, 0)
    end
    return Token(SIGN, advance(scanner))
end
local function tokenize(text)
    local scanner = Scanner(text, 0)
    local tokens = {}
    local token = scan(scanner)
    while token.kind ~= END do
        tokens[#tokens + 1] = token
        token = scan(scanner)
    end
    tokens[#tokens + 1] = token
    return tokens
end
local function current(parser)
    return parser.tokens[parser.at + 1]
end
local function accept(parser, sign)
    local token = current(parser)
    if token.kind == SIGN and token.value == sign then
        parser.at = parser.at + 1
        return true
    end
    return false
end
local sum
local function primary(parser)
    local token = current(parser)
    parser.at = parser.at + 1
    if token.kind == SIGN and token.value == 40 then
        local inner = sum(parser)
        accept(parser, 41)
        return inner
    end
    return Node(token.kind, token.value, nil, nil)
end
local function product(parser)
    local left = primary(parser)
    while true do
        if accept(parser, 42) then
            left = Node(SIGN, 42, left, primary(parser))
        elseif accept(parser, 47) then
            left = Node(SIGN, 47, left, primary(parser))
        else
            return left
        end
    end
end
function sum(parser)
    local left = product(parser)
    while true do
        if accept(parser, 43) then
            left = Node(SIGN, 43, left, product(parser))
        elseif accept(parser, 45) then
            left = Node(SIGN, 45, left, product(parser))
        else
            return left
        end
    end
end
local function evaluate(node, names)
    if node.kind == NUMBER then
        return node.value
    end
    if node.kind == NAME then
        return names[node.value + 1]
    end
    local left = evaluate(node.left, names)
    local right = evaluate(node.right, names)
    if node.value == 43 then
        return (left + right) % 10007
    end
    if node.value == 45 then
        return (left - right + 10007) % 10007
    end
    if node.value == 42 then
        return left * right % 10007
    end
    if right == 0 then
        return 0
    end
    return floor(left / right)
end
local function Source(text, seed)
    return { text = text, seed = seed }
end
local function random(source, limit)
    source.seed = (source.seed * 3877 + 29573) % 139968
    return source.seed % limit
end
local function write_number(source)
    local digits = 1 + random(source, 4)
    for i = 0, digits - 1 do
        source.text[#source.text + 1] = 48 + random(source, 10)
    end
end
local function write_name(source)
    local letters = 1 + random(source, 6)
    for i = 0, letters - 1 do
        source.text[#source.text + 1] = 97 + random(source, 26)
    end
end
local function write(source, depth)
    local shape = random(source, 4)
    if depth == 0 or shape == 0 then
        if random(source, 2) == 0 then
            write_number(source)
        else
            write_name(source)
        end
        return
    end
    source.text[#source.text + 1] = 40
    write(source, depth - 1)
    source.text[#source.text + 1] = 32
    local sign = random(source, 4)
    if sign == 0 then
        source.text[#source.text + 1] = 43
    elseif sign == 1 then
        source.text[#source.text + 1] = 45
    elseif sign == 2 then
        source.text[#source.text + 1] = 42
    else
        source.text[#source.text + 1] = 47
    end
    source.text[#source.text + 1] = 32
    write(source, depth - 1)
    source.text[#source.text + 1] = 41
end
local function main()
    local ROUNDS = 260
    local names = {}
    for i = 0, 8191 - 1 do
        names[#names + 1] = i % 97 + 1
    end
    local source = Source({}, 42)
    while #source.text < 12000 do
        write(source, 9)
        source.text[#source.text + 1] = 43
    end
    source.text[#source.text + 1] = 49
    local checksum = 0
    local count = 0
    for round = 0, ROUNDS - 1 do
        source.text[#source.text] = 48 + round % 10
        local tokens = tokenize(source.text)
        local tree = sum(Parser(tokens, 0, names))
        count = count + #tokens
        checksum = (checksum * 31 + evaluate(tree, names) + 10007) % 1000003
    end
    print("tokens " .. checksum .. " " .. count)
end
main()
