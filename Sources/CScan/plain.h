// Puts texts one behind the other, written once over a few primitives and compiled for each instruction
// set by cscan.c:
//   TEXT, TEXT_LOAD    as in texts.h
//   TEXT_IS_ID(t, n)   whether the first n bytes, at most 32, are visible ASCII from `0` on but `;`
//   NAME               of the function
//
// PlainTexts in Swift says what is plain, and has what this leaves looked at.

static int32_t CONCAT(NAME, _plain)(
    const uint8_t *bytes, const int32_t *edges, ptrdiff_t step, int32_t count,
    const cscan_plain_rules *rules, uint8_t *target, int32_t base, int32_t *ends) {
  int32_t filled = 0;
  for (int32_t row = 0; row < count; row++, edges += step) {
    int32_t start = edges[0] + 1;
    uint32_t length = (uint32_t)(edges[1] - start);
    const uint8_t *text = bytes + start;
    uint32_t is_empty = length == 0;
    uint8_t first = text[0], last = text[length + is_empty - 1];
    // Whether a cell is empty nobody foresees; that it is not plain is rare.
    uint32_t is_odd = ((uint8_t)(first - 0x21) > 0x5D) | ((uint8_t)(last - 0x21) > 0x5D)
        | (length > CSCAN_PLAIN_REACH);
    is_odd = is_empty ? (uint32_t)rules->needs_value : is_odd;
    if (rules->are_identifiers) {
      TEXT id = TEXT_LOAD(text, length);
      // `null` says nothing, and of 15 characters Salesforce has left out three.
      is_odd |= (length > 32) | !TEXT_IS_ID(id, length) | ((length == 4) & ((first | 0x20) == 'n'))
          | ((length == 15) & (uint32_t)rules->is_salesforce);
    }
    if (is_odd) return row;
    uint32_t offset = 0;
    do {
      __builtin_memcpy(target + filled + offset, text + offset, 32);
      offset += 32;
    } while (offset < length);
    filled += (int32_t)length;
    ends[row] = (base + filled) ^ -(int32_t)is_empty;
  }
  return count;
}
