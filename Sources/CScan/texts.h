// Looks up texts, written once over a few primitives and compiled for each instruction set by cscan.c:
//   TEXT              32 bytes in a register
//   TEXT_LOAD(p, n)   -> TEXT: n bytes, at most 32, and zeros; others are not looked at
//   TEXT_IS(t, p)     whether the text is that of 32 bytes
//   NAME              of the function
//
// TextTable in Swift makes the table, and finds what this leaves: texts of more than 32 bytes, those
// that do not stand where their hash points, and those that are in no table.

static int32_t CONCAT(NAME, _texts)(
    const uint8_t *bytes, const int32_t *edges, ptrdiff_t step, int32_t count, const uint32_t *slots,
    int32_t bits, const cscan_text *texts, int32_t *numbers, int32_t *others) {
  int32_t other_count = 0;
  for (int32_t row = 0; row < count; row++, edges += step) {
    int64_t start = edges[0] + 1;
    uint32_t length = (uint32_t)(edges[1] - (int32_t)start);
    TEXT cell = TEXT_LOAD(bytes + start, length);
    uint64_t words[4];
    __builtin_memcpy(words, &cell, sizeof words);
    uint64_t sum = words[0] * TEXT_FACTOR_FIRST + words[1] * TEXT_FACTOR_SECOND
        + words[2] * TEXT_FACTOR_THIRD + words[3] * TEXT_FACTOR_FOURTH + length;
    // Nothing is asked before all is done: what comes of one cell does not hold up the next.
    const cscan_text *text = texts + slots[sum * TEXT_FACTOR_SUM >> (64 - bits)];
    numbers[row] = text->number;
    others[other_count] = row;
    other_count += !TEXT_IS(cell, text->words) | ((uint32_t)text->length != length);
  }
  return other_count;
}
