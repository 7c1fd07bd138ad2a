// The kernel, written once over a few primitives and compiled for each instruction set by cscan.c:
//   BLOCK           64 bytes in registers
//   LOAD(p)         -> BLOCK
//   EQUAL(b, c)     bit i: byte i equals c
//   NEGATIVE(b)     bit i: byte i is 0x80 or more
//   AT_LEAST(b, c)  bit i: byte i, unsigned, is c or more
//   HAS_SPECIAL(b)  whether some byte is a quote, a carriage return, NUL or 0x80 or more
//   PREFIX_XOR(m)   bit i: parity of the bits 0 to i of m
//   EMIT(to, base, m)  writes base + i for every bit i of m, and may write rubbish behind
//   NAME            of the function

/// The bytes that are out of place in UTF-8, at or one behind the fault. `carry` holds for the next
/// block which of its first three bytes must be continuation bytes.
static inline uint64_t CONCAT(NAME, _utf8)(BLOCK block, uint64_t *carry, uint64_t *pairs) {
  uint64_t continuation = NEGATIVE(block) & ~AT_LEAST(block, 0xC0);
  uint64_t lead = AT_LEAST(block, 0xC0);
  uint64_t lead3 = AT_LEAST(block, 0xE0);
  uint64_t expected = (lead << 1) | *carry;
  uint64_t next_carry = lead >> 63;
  uint64_t bad = lead & ~AT_LEAST(block, 0xC2);
  if (lead3 | *pairs) {
    uint64_t lead4 = AT_LEAST(block, 0xF0);
    expected |= (lead3 << 2) | (lead4 << 3);
    next_carry |= (lead3 >> 62) | (lead4 >> 61);
    bad |= AT_LEAST(block, 0xF5);
    // The second byte of these leads has a narrower range: no overlong form, no surrogate, nothing
    // above U+10FFFF. `pairs` carries a lead that is the last byte of its block.
    uint64_t e0 = EQUAL(block, 0xE0), ed = EQUAL(block, 0xED);
    uint64_t f0 = EQUAL(block, 0xF0), f4 = EQUAL(block, 0xF4);
    uint64_t from90 = AT_LEAST(block, 0x90), fromA0 = AT_LEAST(block, 0xA0);
    bad |= ((e0 << 1) | (*pairs & 1)) & ~fromA0;
    bad |= ((ed << 1) | (*pairs >> 1 & 1)) & fromA0;
    bad |= ((f0 << 1) | (*pairs >> 2 & 1)) & ~from90;
    bad |= ((f4 << 1) | (*pairs >> 3 & 1)) & from90;
    *pairs = (e0 >> 63) | (ed >> 63) << 1 | (f0 >> 63) << 2 | (f4 >> 63) << 3;
  }
  *carry = next_carry;
  return bad | (expected ^ continuation);
}

static void NAME(
    const uint8_t *bytes, int32_t count, uint8_t delimiter, int32_t *field_ends,
    int32_t *record_ends, int32_t *line_ends, cscan_boundaries *boundaries) {
  int32_t fields = boundaries->field_count;
  int32_t records = boundaries->record_count;
  int32_t used = boundaries->used;
  int32_t lines = boundaries->line_count;
  uint64_t inside_carry = 0;       // all ones inside quotes
  uint64_t may_open_carry = 1;     // the byte before ends a field, or is a closing quote
  uint64_t closed_carry = 0;       // the byte before is a closing quote
  uint64_t return_carry = 0;       // the byte before is a carriage return
  uint64_t bare_return_carry = 0;  // the same, outside quotes
  uint64_t utf8_carry = 0, utf8_pairs = 0;
  uint64_t pending = 0;            // any of these but may_open_carry
  uint64_t odd = 0, marks = 0;
  int32_t has_short_records = boundaries->has_short_records;
  boundaries->irregular_at = -1;

  for (int32_t position = used; position < count; position += 64) {
    BLOCK block = LOAD(bytes + position);
    int32_t rest = count - position;
    uint64_t feeds, separators, breaks, ends;
    if (rest >= 64 && !pending && !HAS_SPECIAL(block)) {
      // Most of every file: separators mean what they say.
      feeds = EQUAL(block, '\n');
      separators = EQUAL(block, delimiter) | feeds;
      breaks = ends = feeds;
      may_open_carry = separators >> 63;
    } else {
      uint64_t valid = rest >= 64 ? ~0ull : (1ull << rest) - 1;
      uint64_t quotes = EQUAL(block, '"') & valid;
      uint64_t returns = EQUAL(block, '\r') & valid;
      uint64_t delimiters = EQUAL(block, delimiter) & valid;
      feeds = EQUAL(block, '\n') & valid;
      marks |= quotes | returns;
      odd |= EQUAL(block, 0) & valid;
      if ((NEGATIVE(block) & valid) | utf8_carry | utf8_pairs)
        odd |= CONCAT(NAME, _utf8)(block, &utf8_carry, &utf8_pairs) & valid;

      uint64_t inside = inside_carry;
      uint64_t irregular = 0;
      separators = delimiters | feeds;
      if (quotes | inside_carry | closed_carry) {
        inside ^= PREFIX_XOR(quotes);
        separators &= ~inside;
        uint64_t opening = quotes & inside, closing = quotes & ~inside;
        uint64_t field_end = separators | (returns & ~inside);
        irregular |= opening & ~(((field_end | closing) << 1) | may_open_carry);
        irregular |= ((closing << 1) | closed_carry) & ~(field_end | quotes) & valid;
        may_open_carry = (field_end | closing) >> 63;
        closed_carry = closing >> 63;
        inside_carry = (uint64_t)((int64_t)inside >> 63);
      } else {
        may_open_carry = (separators | returns) >> 63;
      }
      breaks = feeds;
      if (returns | return_carry) {
        uint64_t bare_returns = returns & ~inside;
        // One behind a carriage return that no line feed follows; outside quotes it ends a record,
        // which is too rare to be worth a kernel.
        breaks |= ((returns << 1) | return_carry) & ~feeds & valid;
        irregular |= ((bare_returns << 1) | bare_return_carry) & ~feeds & valid;
        return_carry = returns >> 63;
        bare_return_carry = bare_returns >> 63;
      }
      if (irregular) {
        boundaries->irregular_at = position + __builtin_ctzll(irregular);
        break;
      }
      ends = feeds & ~inside;
      pending = inside_carry | closed_carry | return_carry | utf8_carry | utf8_pairs;
    }

    EMIT(field_ends + fields, position, separators);
    if (has_short_records) {
      // Whether a record ends in a block nobody foresees; that two do is rare.
      uint64_t up_to_end = ends ^ (ends - 1);
      line_ends[records] = lines + __builtin_popcountll(breaks & up_to_end);
      record_ends[records] = fields + __builtin_popcountll(separators & up_to_end);
      records += ends != 0;
      ends &= ends - 1;
    }
    while (ends) {
      uint64_t up_to_end = ends ^ (ends - 1);
      line_ends[records] = lines + __builtin_popcountll(breaks & up_to_end);
      record_ends[records++] = fields + __builtin_popcountll(separators & up_to_end);
      ends &= ends - 1;
    }
    fields += __builtin_popcountll(separators);
    lines += __builtin_popcountll(breaks);
  }

  int32_t whole_fields = boundaries->field_count;
  if (records > boundaries->record_count) {
    whole_fields = record_ends[records - 1];
    used = field_ends[whole_fields - 1] + 1;
    boundaries->line_count = line_ends[records - 1];
  }
  boundaries->open_field = fields > 0 ? field_ends[fields - 1] + 1 : 0;
  if (boundaries->open_field < used) boundaries->open_field = used;
  boundaries->is_inside_quotes = inside_carry != 0;
  boundaries->has_odd_bytes |= odd != 0;
  boundaries->has_marks |= marks != 0;
  boundaries->used = used;
  boundaries->field_count = whole_fields;
  boundaries->record_count = records;
}

static int32_t CONCAT(NAME, _odd)(const uint8_t *bytes, size_t count) {
  uint64_t carry = 0, pairs = 0;
  uint8_t last[64] = {0};
  for (size_t position = 0; position < count; position += 64) {
    const uint8_t *from = bytes + position;
    uint64_t valid = ~0ull;
    if (count - position < 64) {
      valid = (1ull << (count - position)) - 1;
      __builtin_memcpy(last, from, count - position);
      from = last;
    }
    BLOCK block = LOAD(from);
    uint64_t odd = EQUAL(block, 0);
    if (NEGATIVE(block) | carry | pairs) odd |= CONCAT(NAME, _utf8)(block, &carry, &pairs);
    if (odd & valid) return 1;
  }
  return 0;
}
