/* JSON (RFC 8259) as far as journals and QMP need it: checking, walking, strings both ways. Nothing is copied. */
#include "vmpart.h"

#include <string.h>

enum { MAX_DEPTH = 64 };

/* Each `skip_` returns the place behind what stands at AT, or NULL when it is not well-formed. */
static const char *skip_value(const char *at, const char *end, int depth);

static const char *skip_space(const char *at, const char *end) {
  while (at < end && (*at == ' ' || *at == '\t' || *at == '\n' || *at == '\r')) at++;
  return at;
}

static bool is_digit(const char *at, const char *end) { return at < end && *at >= '0' && *at <= '9'; }

static const char *skip_digits(const char *at, const char *end) {
  if (!is_digit(at, end)) return NULL;
  while (is_digit(at, end)) at++;
  return at;
}

static const char *skip_number(const char *at, const char *end) {
  if (at < end && *at == '-') at++;
  if (at < end && *at == '0') at++;
  else if ((at = skip_digits(at, end)) == NULL) return NULL;
  if (at < end && *at == '.' && (at = skip_digits(at + 1, end)) == NULL) return NULL;
  if (at < end && (*at == 'e' || *at == 'E')) {
    at++;
    if (at < end && (*at == '+' || *at == '-')) at++;
    at = skip_digits(at, end);
  }
  return at;
}

static int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

static bool is_hex4(const char *at, const char *end) {
  if (end - at < 4) return false;
  for (int i = 0; i < 4; i++)
    if (hex_digit(at[i]) < 0) return false;
  return true;
}

static const char *skip_string(const char *at, const char *end) {
  for (at++; at < end && *at != '"'; at++) {
    if ((unsigned char)*at < 0x20) return NULL;
    if (*at != '\\') continue;
    if (++at == end) return NULL;
    if (*at == 'u') {
      if (!is_hex4(at + 1, end)) return NULL;
      at += 4;
    } else if (*at == '\0' || strchr("\"\\/bfnrt", *at) == NULL) return NULL;
  }
  return at < end ? at + 1 : NULL;
}

static const char *skip_word(const char *at, const char *end, const char *word) {
  size_t size = strlen(word);
  return (size_t)(end - at) >= size && memcmp(at, word, size) == 0 ? at + size : NULL;
}

static const char *skip_key(const char *at, const char *end) {
  if (at == end || *at != '"' || (at = skip_string(at, end)) == NULL) return NULL;
  at = skip_space(at, end);
  return at < end && *at == ':' ? skip_space(at + 1, end) : NULL;
}

static const char *skip_parts(const char *at, const char *end, int depth, bool keys, char closing) {
  if (depth >= MAX_DEPTH) return NULL;
  at = skip_space(at + 1, end);
  if (at < end && *at == closing) return at + 1;
  for (;;) {
    if (keys && (at = skip_key(at, end)) == NULL) return NULL;
    if ((at = skip_value(at, end, depth + 1)) == NULL) return NULL;
    at = skip_space(at, end);
    if (at == end) return NULL;
    if (*at == closing) return at + 1;
    if (*at != ',') return NULL;
    at = skip_space(at + 1, end);
  }
}

static const char *skip_value(const char *at, const char *end, int depth) {
  if (at >= end) return NULL;
  switch (*at) {
    case '{': return skip_parts(at, end, depth, true, '}');
    case '[': return skip_parts(at, end, depth, false, ']');
    case '"': return skip_string(at, end);
    case 't': return skip_word(at, end, "true");
    case 'f': return skip_word(at, end, "false");
    case 'n': return skip_word(at, end, "null");
    default: return skip_number(at, end);
  }
}

bool json_parse(const char *text, size_t size, struct json *out) {
  const char *end = text + size;
  const char *at = skip_space(text, end);
  const char *behind = skip_value(at, end, 0);
  if (behind == NULL || skip_space(behind, end) != end) return false;
  *out = (struct json){at, behind};
  return true;
}

bool json_is_object(struct json value) { return *value.at == '{'; }

/* The part behind PREVIOUS, or the first one; END is behind the closing bracket. */
static const char *next_part(struct json whole, const char *previous) {
  const char *at = skip_space(previous == NULL ? whole.at + 1 : previous, whole.end);
  if (previous != NULL && *at == ',') at = skip_space(at + 1, whole.end);
  return *at == ']' || *at == '}' ? NULL : at;
}

bool json_element(struct json array, struct json *element) {
  if (*array.at != '[') return false;
  const char *at = next_part(array, element->end);
  if (at == NULL) return false;
  *element = (struct json){at, skip_value(at, array.end, 0)};
  return true;
}

bool json_next_member(struct json object, struct json *key, struct json *value) {
  if (*object.at != '{') return false;
  const char *at = next_part(object, value->end);
  if (at == NULL) return false;
  *key = (struct json){at, skip_string(at, object.end)};
  at = skip_key(at, object.end);
  *value = (struct json){at, skip_value(at, object.end, 0)};
  return true;
}

bool json_member(struct json object, const char *name, struct json *out) {
  struct json key = {0}, value = {0};
  while (json_next_member(object, &key, &value)) {
    if (!json_is(key, name)) continue;
    *out = value;
    return true;
  }
  return false;
}

static unsigned hex4(const char *at) {
  unsigned value = 0;
  for (int i = 0; i < 4; i++) value = 16 * value + (unsigned)hex_digit(at[i]);
  return value;
}

static void add_utf8(struct text *out, unsigned code) {
  unsigned char bytes[4];
  size_t size = code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  static const unsigned char lead[] = {0, 0x00, 0xc0, 0xe0, 0xf0};
  for (size_t i = size - 1; i > 0; i--, code >>= 6) bytes[i] = (unsigned char)(0x80 | (code & 0x3f));
  bytes[0] = (unsigned char)(lead[size] | code);
  text_add(out, bytes, size);
}

/* AT is behind `\u`; returns the place behind the escape, or behind both of a surrogate pair. */
static const char *decode_unicode(const char *at, const char *end, struct text *out) {
  unsigned code = hex4(at);
  at += 4;
  bool pair = code >= 0xd800 && code < 0xdc00 && end - at >= 6 && at[0] == '\\' && at[1] == 'u';
  unsigned low = pair ? hex4(at + 2) : 0;
  if (low >= 0xdc00 && low < 0xe000) {
    code = 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00);
    at += 6;
  } else if (code >= 0xd800 && code < 0xe000) code = 0xfffd;
  add_utf8(out, code);
  return at;
}

bool json_decode(struct json value, struct text *out) {
  if (*value.at != '"') return false;
  const char *end = value.end - 1;
  text_add(out, "", 0);
  for (const char *at = value.at + 1; at < end;) {
    if (*at != '\\') {
      text_add(out, at++, 1);
      continue;
    }
    char kind = at[1];
    at += 2;
    if (kind == 'u') at = decode_unicode(at, end, out);
    else {
      static const char from[] = "bfnrt", to[] = "\b\f\n\r\t";
      const char *found = strchr(from, kind);
      text_add(out, found == NULL ? &kind : &to[found - from], 1);
    }
  }
  return true;
}

bool json_equals(struct json value, const char *bytes, size_t size) {
  struct text decoded = {0};
  bool equal = json_decode(value, &decoded) && decoded.size == size && memcmp(decoded.data, bytes, size) == 0;
  text_free(&decoded);
  return equal;
}

bool json_is(struct json value, const char *text) { return json_equals(value, text, strlen(text)); }

bool json_number(struct json value, uint64_t *out) {
  char digits[24];
  size_t size = (size_t)(value.end - value.at);
  if (size >= sizeof digits) return false;
  memcpy(digits, value.at, size);
  digits[size] = '\0';
  return parse_number(digits, out);
}

/*
 * Length of the UTF-8 sequence at AT. *VALID false: so many bytes are to be replaced by one U+FFFD (the Unicode
 * standard's "maximal subpart", what decoders in browsers do). Table 3-7 of the standard gives the ranges.
 */
static size_t utf8_length(const unsigned char *at, size_t left, bool *valid) {
  unsigned char lead = at[0], low = 0x80, high = 0xbf;
  size_t need = lead < 0x80 ? 1 : lead < 0xc2 ? 0 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : lead < 0xf5 ? 4 : 0;
  *valid = false;
  if (need == 0) return 1;
  if (lead == 0xe0) low = 0xa0;
  if (lead == 0xed) high = 0x9f;
  if (lead == 0xf0) low = 0x90;
  if (lead == 0xf4) high = 0x8f;
  for (size_t i = 1; i < need; i++, low = 0x80, high = 0xbf)
    if (i == left || at[i] < low || at[i] > high) return i;
  *valid = true;
  return need;
}

static void add_escaped(struct text *out, char c) {
  if (c == '"' || c == '\\') text_addf(out, "\\%c", c);
  else if (c == '\n') text_add(out, "\\n", 2);
  else if (c == '\t') text_add(out, "\\t", 2);
  else if ((unsigned char)c < 0x20) text_addf(out, "\\u%04x", (unsigned)c);
  else text_add(out, &c, 1);
}

static void add_clean(struct text *out, const char *bytes, size_t size, bool escape) {
  for (size_t i = 0; i < size;) {
    bool valid;
    size_t length = utf8_length((const unsigned char *)bytes + i, size - i, &valid);
    if (!valid) text_add(out, "\xef\xbf\xbd", 3);
    else if (length == 1 && escape) add_escaped(out, bytes[i]);
    else text_add(out, bytes + i, length);
    i += length;
  }
}

void json_quote(struct text *out, const char *bytes, size_t size) {
  text_add(out, "\"", 1);
  add_clean(out, bytes, size, true);
  text_add(out, "\"", 1);
}

void json_compact(struct text *out, struct json value) {
  for (const char *at = value.at; at < value.end;) {
    const char *space = skip_space(at, value.end);
    const char *behind = *space == '"' ? skip_string(space, value.end) : space + 1;
    if (space < value.end) add_clean(out, space, (size_t)(behind - space), false);
    at = behind;
  }
}
