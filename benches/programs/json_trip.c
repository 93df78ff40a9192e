/* JSON round trips: values to text and back, with escapes, floats and nested containers */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#define ROUNDS 700
#define N 100
typedef enum { NUL, BOOL, INT, FLOAT, STRING, ARRAY, OBJECT } Kind;
typedef struct Value {
    Kind kind;
    int integer;                 /* also bool */
    double number;
    char *text;
    struct Value **items;        /* of an array or an object */
    char **keys;                 /* of an object */
    int count, capacity;
} Value;
typedef struct { char *bytes; size_t length, capacity; } Text;

static Value *make(Kind kind) {
    Value *v = calloc(1, sizeof(Value));
    v->kind = kind;
    return v;
}
static Value *integer(int n) {
    Value *v = make(INT);
    v->integer = n;
    return v;
}
static Value *boolean(int n) {
    Value *v = make(BOOL);
    v->integer = n;
    return v;
}
static Value *number(double n) {
    Value *v = make(FLOAT);
    v->number = n;
    return v;
}
static Value *string(const char *text) {
    Value *v = make(STRING);
    v->text = strdup(text);
    return v;
}
static void add(Value *container, char *key, Value *item) {
    if (container->count == container->capacity) {
        container->capacity = container->capacity ? container->capacity * 2 : 4;
        container->items = realloc(container->items, container->capacity * sizeof(Value *));
        if (container->kind == OBJECT) container->keys = realloc(container->keys, container->capacity * sizeof(char *));
    }
    if (container->kind == OBJECT) container->keys[container->count] = key;
    container->items[container->count] = item;
    container->count = container->count + 1;
}
static Value *get(const Value *object, const char *key) {
    int i;
    for (i = 0; i < object->count; i = i + 1) if (strcmp(object->keys[i], key) == 0) return object->items[i];
    return NULL;
}
static void drop(Value *v) {
    int i;
    for (i = 0; i < v->count; i = i + 1) {
        drop(v->items[i]);
        if (v->kind == OBJECT) free(v->keys[i]);
    }
    free(v->items);
    free(v->keys);
    free(v->text);
    free(v);
}

static void put(Text *out, const char *bytes, size_t n) {
    if (out->length + n > out->capacity) {
        out->capacity = (out->length + n) * 2;
        out->bytes = realloc(out->bytes, out->capacity);
    }
    memcpy(out->bytes + out->length, bytes, n);
    out->length = out->length + n;
}
static void put_string(Text *out, const char *s) {
    put(out, "\"", 1);
    for (; *s; s = s + 1) {
        switch (*s) {
        case '"': put(out, "\\\"", 2); break;
        case '\\': put(out, "\\\\", 2); break;
        case '\n': put(out, "\\n", 2); break;
        case '\r': put(out, "\\r", 2); break;
        case '\t': put(out, "\\t", 2); break;
        default: put(out, s, 1);
        }
    }
    put(out, "\"", 1);
}
static void stringify(Text *out, const Value *v) {
    char buffer[32];
    int i;
    switch (v->kind) {
    case NUL: put(out, "null", 4); break;
    case BOOL: put(out, v->integer ? "true" : "false", v->integer ? 4 : 5); break;
    case INT: put(out, buffer, sprintf(buffer, "%d", v->integer)); break;
    case FLOAT: put(out, buffer, sprintf(buffer, "%.14g", v->number)); break;
    case STRING: put_string(out, v->text); break;
    case ARRAY:
    case OBJECT:
        put(out, v->kind == ARRAY ? "[" : "{", 1);
        for (i = 0; i < v->count; i = i + 1) {
            if (i) put(out, ",", 1);
            if (v->kind == OBJECT) {
                put_string(out, v->keys[i]);
                put(out, ":", 1);
            }
            stringify(out, v->items[i]);
        }
        put(out, v->kind == ARRAY ? "]" : "}", 1);
    }
}

static void skip(const char **p) {
    while (**p == ' ' || **p == '\t' || **p == '\r' || **p == '\n') *p = *p + 1;
}
static char *parse_text(const char **p) {
    const char *q = *p + 1;
    char *text, *out;
    while (*q != '"') q = q + (*q == '\\' ? 2 : 1);
    out = text = malloc(q - *p);
    for (q = *p + 1; *q != '"'; q = q + 1) {
        if (*q == '\\') {
            q = q + 1;
            *out++ = *q == 'n' ? '\n' : *q == 'r' ? '\r' : *q == 't' ? '\t' : *q == 'b' ? '\b' : *q == 'f' ? '\f' : *q;
        } else {
            *out++ = *q;
        }
    }
    *out = 0;
    *p = q + 1;
    return text;
}
static Value *parse(const char **p);
static Value *parse_container(const char **p, Kind kind, char close) {
    Value *v = make(kind);
    *p = *p + 1;
    skip(p);
    while (**p != close) {
        char *key = NULL;
        if (kind == OBJECT) {
            key = parse_text(p);
            skip(p);
            *p = *p + 1;
        }
        add(v, key, parse(p));
        skip(p);
        if (**p == ',') *p = *p + 1;
        skip(p);
    }
    *p = *p + 1;
    return v;
}
static Value *parse_number(const char **p) {
    char *end;
    size_t n = strspn(*p, "-0123456789");
    if ((*p)[n] == '.' || (*p)[n] == 'e' || (*p)[n] == 'E') {
        Value *v = number(strtod(*p, &end));
        *p = end;
        return v;
    } else {
        Value *v = integer(strtol(*p, &end, 10));
        *p = end;
        return v;
    }
}
static Value *parse(const char **p) {
    skip(p);
    switch (**p) {
    case '"': {
        Value *v = make(STRING);
        v->text = parse_text(p);
        return v;
    }
    case '[': return parse_container(p, ARRAY, ']');
    case '{': return parse_container(p, OBJECT, '}');
    case 't': *p = *p + 4; return boolean(1);
    case 'f': *p = *p + 5; return boolean(0);
    case 'n': *p = *p + 4; return make(NUL);
    default: return parse_number(p);
    }
}

static Value *record(int id) {
    Value *position = make(OBJECT), *tags = make(ARRAY), *r = make(OBJECT);
    char name[32];
    add(position, strdup("x"), number(id * 0.5 + 0.25));
    add(position, strdup("y"), number(-3.75));
    add(tags, NULL, string("red"));
    add(tags, NULL, string("a\tb"));
    add(tags, NULL, integer(id % 7));
    sprintf(name, "item \"%d\"", id);
    add(r, strdup("id"), integer(id));
    add(r, strdup("name"), string(name));
    add(r, strdup("live"), boolean(id % 3 == 0));
    add(r, strdup("tags"), tags);
    add(r, strdup("position"), position);
    add(r, strdup("parent"), make(NUL));
    return r;
}
static int check(const Value *records) {
    int sum = 0, i;
    for (i = 0; i < records->count; i = i + 1) {
        const Value *r = records->items[i];
        sum = sum + get(r, "id")->integer + (int)strlen(get(r, "name")->text) + get(r, "tags")->items[2]->integer;
        if (get(r, "live")->integer) sum = sum + 1;
        if (get(get(r, "position"), "x")->number > 20.0) sum = sum + 1;
    }
    return sum;
}
int main(void) {
    Value *records = make(ARRAY);
    Text text = {0};
    int bytes = 0, sum = 0, i, r;
    for (i = 0; i < N; i = i + 1) add(records, NULL, record(i));
    for (r = 0; r < ROUNDS; r = r + 1) {
        const char *p;
        text.length = 0;
        stringify(&text, records);
        bytes = bytes + (int)text.length;
        put(&text, "", 1);
        drop(records);
        p = text.bytes;
        records = parse(&p);
        get(records->items[r % N], "id")->integer = r;
        sum = (sum + check(records)) % 1000003;
    }
    printf("json_trip %d %d\n", bytes, sum);
    return 0;
}
