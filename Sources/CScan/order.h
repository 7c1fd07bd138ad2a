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

/// What stood before each of eight words, the first of which comes behind eight others.
#define BEFORE_EACH(others, words) \
  __builtin_shufflevector(others, words, 7, 8, 9, 10, 11, 12, 13, 14)

static int32_t CONCAT(NAME, _ascending)(
    const uint8_t *bytes, const int32_t *edges, ptrdiff_t step, int32_t count) {
  uint64x8 length_carry = {0}, first_carry = {0}, last_carry = {0};
  uint64x8 second_carry = {0}, third_carry = {0};
  // The first of all comes after nothing.
  int64x8 goes_on = {-1};
  for (int32_t row = 0; row < count; row += 8) {
    EIGHT_CELLS(edges, step, row, count);
    int64x8 is_long = length > 16;
    uint64x8 first = STARTS(bytes, cells, cell_step);
    uint64x8 last = ENDS(bytes, cells, cell_step, 8);
    uint64x8 first_before = BEFORE_EACH(first_carry, first);
    uint64x8 last_before = BEFORE_EACH(last_carry, last);
    int64x8 is_fit =
        (length == BEFORE_EACH(length_carry, length)) & (length >= 9) & (length <= 32);
    int64x8 is_plain = IS_PLAIN(first, first_before) & IS_PLAIN(last, last_before);
    int64x8 is_after = REVERSED(last) > REVERSED(last_before);
    if (__builtin_reduce_or(is_long)) {
      uint64x8 second = STARTS(bytes + 8, cells, cell_step) & (uint64x8)is_long;
      uint64x8 third = ENDS(bytes, cells, cell_step, 16) & (uint64x8)is_long;
      // Of shorter ones nothing is carried, but those are of another length.
      uint64x8 second_before = BEFORE_EACH(second_carry, second);
      uint64x8 third_before = BEFORE_EACH(third_carry, third);
      is_plain &= IS_PLAIN(second, second_before) & IS_PLAIN(third, third_before);
      is_after &= third == third_before;
      is_after |= REVERSED(third) > REVERSED(third_before);
      is_after &= second == second_before;
      is_after |= REVERSED(second) > REVERSED(second_before);
      second_carry = second;
      third_carry = third;
    }
    is_after &= first == first_before;
    is_after |= REVERSED(first) > REVERSED(first_before);
    goes_on |= is_after & is_plain & is_fit;
    if (!__builtin_reduce_and(goes_on)) {
      for (int32_t i = 0; i < rows; i++)
        if (!goes_on[i]) return row + i;
    }
    goes_on = (int64x8){0};
    length_carry = length;
    first_carry = first;
    last_carry = last;
  }
  return count;
}

#undef BEFORE_EACH
#undef REVERSED
#undef EVERY_BYTE
#undef IS_PLAIN
