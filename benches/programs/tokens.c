/* A tokenizer and a recursive-descent parser of expressions over arrays of character codes */
#include <stdio.h>
#include <stdlib.h>
#define ROUNDS 260
enum { NUMBER, NAME, SIGN, END };
typedef struct { int kind, value; } Token;
typedef struct { int *items; int length, capacity; } Text;
typedef struct { const Text *text; int at; } Scanner;
typedef struct { Token *items; int length, capacity; } Tokens;
typedef struct { const Tokens *tokens; int at; } Parser;
typedef struct Node { int kind, value; struct Node *left, *right; } Node;
static int is_digit(int c) { return c >= 48 && c <= 57; }
static int is_letter(int c) { return c >= 97 && c <= 122; }
static int is_space(int c) { return c == 32 || c == 10; }
static int peek(const Scanner *scanner) {
    return scanner->at < scanner->text->length ? scanner->text->items[scanner->at] : 0;
}
static int advance(Scanner *scanner) {
    int c = peek(scanner);
    scanner->at = scanner->at + 1;
    return c;
}
static Token token(int kind, int value) { Token t = {kind, value}; return t; }
static Token number(Scanner *scanner) {
    int value = 0;
    while (is_digit(peek(scanner))) value = (value * 10 + advance(scanner) - 48) % 100003;
    return token(NUMBER, value);
}
static Token name(Scanner *scanner) {
    int hash = 7;
    while (is_letter(peek(scanner))) hash = (hash * 31 + advance(scanner)) % 8191;
    return token(NAME, hash);
}
static Token scan(Scanner *scanner) {
    int c;
    while (is_space(peek(scanner))) advance(scanner);
    c = peek(scanner);
    if (is_digit(c)) return number(scanner);
    if (is_letter(c)) return name(scanner);
    if (c == 0) return token(END, 0);
    return token(SIGN, advance(scanner));
}
static void add_token(Tokens *tokens, Token t) {
    if (tokens->length == tokens->capacity) {
        tokens->capacity = tokens->capacity ? 2 * tokens->capacity : 16;
        tokens->items = realloc(tokens->items, tokens->capacity * sizeof(Token));
    }
    tokens->items[tokens->length] = t;
    tokens->length = tokens->length + 1;
}
static Tokens tokenize(const Text *text) {
    Scanner scanner = {text, 0};
    Tokens tokens = {NULL, 0, 0};
    Token t = scan(&scanner);
    while (t.kind != END) {
        add_token(&tokens, t);
        t = scan(&scanner);
    }
    add_token(&tokens, t);
    return tokens;
}
static Node *make_node(int kind, int value, Node *left, Node *right) {
    Node *node = malloc(sizeof(Node));
    node->kind = kind;
    node->value = value;
    node->left = left;
    node->right = right;
    return node;
}
static void free_node(Node *node) {
    if (node == NULL) return;
    free_node(node->left);
    free_node(node->right);
    free(node);
}
static int accept(Parser *parser, int sign) {
    Token t = parser->tokens->items[parser->at];
    if (t.kind == SIGN && t.value == sign) {
        parser->at = parser->at + 1;
        return 1;
    }
    return 0;
}
static Node *sum(Parser *parser);
static Node *primary(Parser *parser) {
    Token t = parser->tokens->items[parser->at];
    parser->at = parser->at + 1;
    if (t.kind == SIGN && t.value == 40) {
        Node *inner = sum(parser);
        accept(parser, 41);
        return inner;
    }
    return make_node(t.kind, t.value, NULL, NULL);
}
static Node *product(Parser *parser) {
    Node *left = primary(parser);
    while (1) {
        if (accept(parser, 42)) {
            left = make_node(SIGN, 42, left, primary(parser));
        } else if (accept(parser, 47)) {
            left = make_node(SIGN, 47, left, primary(parser));
        } else {
            return left;
        }
    }
}
static Node *sum(Parser *parser) {
    Node *left = product(parser);
    while (1) {
        if (accept(parser, 43)) {
            left = make_node(SIGN, 43, left, product(parser));
        } else if (accept(parser, 45)) {
            left = make_node(SIGN, 45, left, product(parser));
        } else {
            return left;
        }
    }
}
static int evaluate(const Node *node, const int *names) {
    int left, right;
    if (node->kind == NUMBER) return node->value;
    if (node->kind == NAME) return names[node->value];
    left = evaluate(node->left, names);
    right = evaluate(node->right, names);
    if (node->value == 43) return (left + right) % 10007;
    if (node->value == 45) return (left - right + 10007) % 10007;
    if (node->value == 42) return left * right % 10007;
    if (right == 0) return 0;
    return left / right;
}
typedef struct { Text text; int seed; } Source;
static void put(Text *text, int c) {
    if (text->length == text->capacity) {
        text->capacity = text->capacity ? 2 * text->capacity : 16;
        text->items = realloc(text->items, text->capacity * sizeof(int));
    }
    text->items[text->length] = c;
    text->length = text->length + 1;
}
static int random_below(Source *source, int limit) {
    source->seed = (source->seed * 3877 + 29573) % 139968;
    return source->seed % limit;
}
static void write_number(Source *source) {
    int digits = 1 + random_below(source, 4), i;
    for (i = 0; i < digits; i = i + 1) put(&source->text, 48 + random_below(source, 10));
}
static void write_name(Source *source) {
    int letters = 1 + random_below(source, 6), i;
    for (i = 0; i < letters; i = i + 1) put(&source->text, 97 + random_below(source, 26));
}
static void write_expression(Source *source, int depth) {
    static const int signs[4] = {43, 45, 42, 47};
    int shape = random_below(source, 4);
    if (depth == 0 || shape == 0) {
        if (random_below(source, 2) == 0) {
            write_number(source);
        } else {
            write_name(source);
        }
        return;
    }
    put(&source->text, 40);
    write_expression(source, depth - 1);
    put(&source->text, 32);
    put(&source->text, signs[random_below(source, 4)]);
    put(&source->text, 32);
    write_expression(source, depth - 1);
    put(&source->text, 41);
}
int main(void) {
    static int names[8191];
    Source source = {{NULL, 0, 0}, 42};
    int checksum = 0, count = 0, round, i;
    for (i = 0; i < 8191; i = i + 1) names[i] = i % 97 + 1;
    while (source.text.length < 12000) {
        write_expression(&source, 9);
        put(&source.text, 43);
    }
    put(&source.text, 49);
    for (round = 0; round < ROUNDS; round = round + 1) {
        Tokens tokens;
        Node *tree;
        Parser parser = {NULL, 0};
        source.text.items[source.text.length - 1] = 48 + round % 10;
        tokens = tokenize(&source.text);
        parser.tokens = &tokens;
        tree = sum(&parser);
        count = count + tokens.length;
        checksum = (checksum * 31 + evaluate(tree, names) + 10007) % 1000003;
        free_node(tree);
        free(tokens.items);
    }
    printf("tokens %d %d\n", checksum, count);
    return 0;
}
