// Compares each text with the one before it, eight at a time, written once over vectors of eight
// numbers and compiled for each instruction set by cscan.c. NAME is that of the instruction set's
// kernel.

/// The first byte highest, so that numbers are in the order of texts.
#define REVERSED(words) \
  ((uint64x8)__builtin_shufflevector( \
      (uint8x64)(words), (uint8x64)(words), 7, 6, 5, 4, 3, 2, 1, 0, 15, 14, 13, 12, 11, 10, 9, 8, \
      23, 22, 21, 20, 19, 18, 17, 16, 31, 30, 29, 28, 27, 26, 25, 24, 39, 38, 37, 36, 35, 34, 33, \
      32, 47, 46, 45, 44, 43, 42, 41, 40, 55, 54, 53, 52, 51, 50, 49, 48, 63, 62, 61, 60, 59, 58, \
      57, 56))
#define EVERY_BYTE(byte) ((byte) * 0x0101010101010101ull)
/// Whether a word is made of visible ASCII from `0` on but `;`, or the same as the one before.
#define IS_PLAIN(words, before) \
  (((words) == (before)) \
   | (((((words) - EVERY_BYTE(0x30)) | (words) | ((words) + EVERY_BYTE(1)) \
        | ((((words) ^ EVERY_BYTE(';')) - EVERY_BYTE(1)) & ~((words) ^ EVERY_BYTE(';')))) \
       & EVERY_BYTE(0x80)) \
      == 0))

static int32_t CONCAT(NAME, _ascending)(
    const uint8_t *bytes, const int32_t *edges, ptrdiff_t step, int32_t count) {
  for (int32_t row = 1; row < count; row += 8) {
    int32_t rows = count - row < 8 ? count - row : 8;
    const int32_t *before = edges + (row - 1) * step;
    ptrdiff_t cell_step = step;
    int32_t last_cells[18];
    if (rows < 8) {
      for (int i = 0; i < 9; i++) {
        last_cells[2 * i] = i <= rows ? before[i * step] : -1;
        last_cells[2 * i + 1] = i <= rows ? before[i * step + 1] : 0;
      }
      before = last_cells;
      cell_step = 2;
    }
    const int32_t *cells = before + cell_step;
    int32x8 length = __builtin_convertvector(LENGTHS(cells, cell_step), int32x8);
    int32x8 length_before = __builtin_convertvector(LENGTHS(before, cell_step), int32x8);
    int32x8 is_fit = (length == length_before) & (length >= 9) & (length <= 32);
    int64x8 is_long = __builtin_convertvector(length > 16, int64x8);
    uint64x8 first = STARTS(bytes, cells, cell_step), first_before = STARTS(bytes, before, cell_step);
    uint64x8 last = ENDS(bytes, cells, cell_step, 8), last_before = ENDS(bytes, before, cell_step, 8);
    int64x8 is_plain = IS_PLAIN(first, first_before) & IS_PLAIN(last, last_before);
    int64x8 is_after = REVERSED(last) > REVERSED(last_before);
    if (__builtin_reduce_or(is_long)) {
      uint64x8 second = STARTS(bytes + 8, cells, cell_step) & (uint64x8)is_long;
      uint64x8 second_before = STARTS(bytes + 8, before, cell_step) & (uint64x8)is_long;
      uint64x8 third = ENDS(bytes, cells, cell_step, 16) & (uint64x8)is_long;
      uint64x8 third_before = ENDS(bytes, before, cell_step, 16) & (uint64x8)is_long;
      is_plain &= IS_PLAIN(second, second_before) & IS_PLAIN(third, third_before);
      is_after &= third == third_before;
      is_after |= REVERSED(third) > REVERSED(third_before);
      is_after &= second == second_before;
      is_after |= REVERSED(second) > REVERSED(second_before);
    }
    is_after &= first == first_before;
    is_after |= REVERSED(first) > REVERSED(first_before);
    int64x8 goes_on = is_after & is_plain & __builtin_convertvector(is_fit, int64x8);
    if (!__builtin_reduce_and(goes_on)) {
      for (int32_t i = 0; i < rows; i++)
        if (!goes_on[i]) return row + i;
    }
  }
  return count;
}

#undef REVERSED
#undef EVERY_BYTE
#undef IS_PLAIN
