/* Text processing: join, upper case, search, replace, split, and counting words in a map */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#define ROUNDS 150000
#define WORDS 20
#define SLOTS 64
static const char *vocabulary[13] = {"alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa", "lambda", "mu", "nu"};
static struct { char *word; int count; } counts[SLOTS];
static int kinds = 0;
static void count(const char *word) {
    unsigned h = 2166136261u;
    const char *p;
    for (p = word; *p; p = p + 1) h = (h ^ (unsigned char)*p) * 16777619u;
    while (counts[h % SLOTS].word && strcmp(counts[h % SLOTS].word, word) != 0) h = h + 1;
    if (!counts[h % SLOTS].word) {
        counts[h % SLOTS].word = strdup(word);
        kinds = kinds + 1;
    }
    counts[h % SLOTS].count = counts[h % SLOTS].count + 1;
}
static char *upper(const char *text) {
    char *copy = strdup(text), *p;
    for (p = copy; *p; p = p + 1) *p = toupper((unsigned char)*p);
    return copy;
}
static char *replace(const char *text, const char *from, const char *to) {
    size_t pieces = 0;
    const char *p = text, *found;
    char *result, *out;
    while ((found = strstr(p, from))) {
        pieces = pieces + 1;
        p = found + strlen(from);
    }
    result = malloc(strlen(text) + pieces * strlen(to) + 1);
    out = result;
    p = text;
    while ((found = strstr(p, from))) {
        memcpy(out, p, found - p);
        out = out + (found - p);
        memcpy(out, to, strlen(to));
        out = out + strlen(to);
        p = found + strlen(from);
    }
    strcpy(out, p);
    return result;
}
int main(void) {
    int seed = 42, bytes = 0, hits = 0, sum = 0, r, i;
    for (r = 0; r < ROUNDS; r = r + 1) {
        const char *line[WORDS];
        size_t size = 1;
        char *text, *loud, *swapped, *word, *end;
        for (i = 0; i < WORDS; i = i + 1) {
            seed = (seed * 3877 + 29573) % 139968;
            line[i] = vocabulary[seed % 13];
            size = size + strlen(line[i]) + 1;
        }
        text = malloc(size);
        end = text;
        for (i = 0; i < WORDS; i = i + 1) {
            size_t n = strlen(line[i]);
            if (i) *end++ = ' ';
            memcpy(end, line[i], n);
            end = end + n;
        }
        *end = 0;
        loud = upper(text);
        if (strstr(loud, "ETA MU")) hits = hits + 1;
        swapped = replace(text, "eta", "<e>");
        bytes = bytes + strlen(swapped);
        for (word = strtok(swapped, " "); word; word = strtok(NULL, " ")) count(word);
        free(text);
        free(loud);
        free(swapped);
    }
    for (i = 0; i < SLOTS; i = i + 1) if (counts[i].word) sum = sum + counts[i].count * (int)strlen(counts[i].word);
    printf("words %d %d %d %d\n", bytes, hits, sum, kinds);
    return 0;
}
