// Looks up eight texts at a time, written once over vectors of eight numbers and compiled for each
// instruction set by cscan.c. NAME is that of the instruction set's kernel.
//
// TextTable in Swift makes the table, and finds what this leaves: texts of more than 32 bytes, those
// that do not stand where their hash points, and those that are in no table.

static int32_t CONCAT(NAME, _texts)(
    const uint8_t *bytes, const int32_t *edges, ptrdiff_t step, int32_t count, const uint32_t *slots,
    int32_t bits, const cscan_text *texts, int32_t *numbers, int32_t *others) {
  int32_t other_count = 0;
  for (int32_t row = 0; row < count; row += 8) {
    EIGHT_CELLS(edges, step, row, count);
    // What lies beyond a short text is masked off; the last word of one begins with it.
    int64x8 is_word = length >= 8, is_long = length > 16;
    uint64x8 kept = CHOOSE(is_word, ~(uint64x8){0}, ((uint64x8){0} + 1 << (length * 8 & 63)) - 1);
    uint64x8 first = STARTS(bytes, cells, cell_step) & kept, last = ENDS(bytes, cells, cell_step, 8) & kept;
    uint64x8 sum = first * TEXT_FACTOR_FIRST + last * TEXT_FACTOR_LAST + length;
    uint64x8 second = {0}, third = {0};
    int any_long = __builtin_reduce_or(is_long) != 0;
    if (any_long) {
      second = STARTS(bytes + 8, cells, cell_step) & (uint64x8)is_long;
      third = ENDS(bytes, cells, cell_step, 16) & (uint64x8)is_long;
      sum += second * TEXT_FACTOR_SECOND + third * TEXT_FACTOR_THIRD;
    }
    uint64x8 slot = sum * TEXT_FACTOR_SUM >> (64 - bits);
    // The number of an entry plus one; that of none is looked at as if it were the first.
    uint64_t slot_of_row[8];
    __builtin_memcpy(slot_of_row, &slot, sizeof slot);
    int32x8 entry = NUMBERS(slots, slot_of_row);
    int32x8 is_none = entry == 0;
    int32x8 index = (entry - 1) & ~is_none;
    int32_t text[8];
    __builtin_memcpy(text, &index, sizeof index);
    uint64x8 ends = WORDS(&texts->first, text, sizeof *texts) ^ first;
    ends |= WORDS(&texts->last, text, sizeof *texts) ^ last;
    if (any_long) {
      ends |= WORDS(&texts->second, text, sizeof *texts) ^ second;
      ends |= WORDS(&texts->third, text, sizeof *texts) ^ third;
    }
    // The length stands below, the number above.
    uint64x8 known = WORDS(&texts->length, text, sizeof *texts);
    int64x8 is_found = (ends == 0) & ((known & 0xFFFFFFFFu) == length) & (length <= 32)
        & ~__builtin_convertvector(is_none, int64x8);
    int32x8 number = __builtin_convertvector(known >> 32, int32x8);
    if (rows == 8) {
      __builtin_memcpy(numbers + row, &number, sizeof number);
    } else {
      __builtin_memcpy(numbers + row, &number, (size_t)rows * sizeof *numbers);
    }
    if (!__builtin_reduce_and(is_found)) {
      for (int32_t i = 0; i < rows; i++) {
        others[other_count] = row + i;
        other_count += is_found[i] == 0;
      }
    }
  }
  return other_count;
}
