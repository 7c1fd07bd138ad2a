// Eight dates at a time, written once over vectors of eight numbers and compiled for each instruction
// set by cscan.c. NAME is that of the instruction set's kernel.
//
// It knows the shapes 2024-08-27, 2024-08-27 14:05, 2024-08-27T14:05:33, the same with Z behind, and
// 2024-08-27T14:05:33.000Z; what zone.h makes such shapes of, and where the day or the month stands
// first also what reorder.h does. Everything else is left to DateReader in Swift, which says what a
// date is and reads these shapes the same way.

#define BYTE(words, index) (((words) >> (8 * (index))) & 0xFF)
#define NO_HIGH_BITS(words) (((words) & 0x8080808080808080u) == 0)
/// Whether no byte is above 9.
#define ARE_DIGITS(words) NO_HIGH_BITS(((words) + 0x7676767676767676u) | (words))
/// `-`, `.` and `/`.
#define IS_MARK(byte) (((byte) - '-') < 3)

#include "reorder.h"
#include "zone.h"

static int32_t CONCAT(NAME, _moments)(
    const uint8_t *bytes, const int32_t *edges, ptrdiff_t step, int32_t count,
    const cscan_moment_rules *rules, int64_t *seconds, int32_t *days, int32_t *others) {
  int32_t other_count = 0;
  for (int32_t row = 0; row < count; row += 8) {
    EIGHT_CELLS(edges, step, row, count);
    int64x8 is_empty = length == 0;
    int64x8 is_right = is_empty;
    uint64x8 wall = {0};
    if (!__builtin_reduce_and(is_empty)) {
      uint64x8 first = STARTS(bytes, cells, cell_step), second = STARTS(bytes + 8, cells, cell_step);
      uint64x8 third = STARTS(bytes + 16, cells, cell_step);
      int64x8 is_half = {0}, is_afternoon = {0};
      uint64x8 east = {0};
      int64x8 is_zoned = (length >= 23) & ~((length == 24) & (third >> 56 == 'Z'));
      if (__builtin_reduce_or(is_zoned)) {
        moment_words words = {first, second, third, length, is_half, is_afternoon};
        east = CONCAT(NAME, _take_zone)(&words, ENDS(bytes, cells, cell_step, 8));
        third = words.third;
        length = words.length;
      }
      if (rules->order != cscan_year_first) {
        moment_words words = {first, second, third, length, is_half, is_afternoon};
        CONCAT(NAME, _reorder)(&words, rules->order == cscan_month_first);
        first = words.first;
        second = words.second;
        third = words.third;
        length = words.length;
        is_half = words.is_half;
        is_afternoon = words.is_afternoon;
      }
      // Shorter shapes are made longer, so that all are read alike.
      int64x8 is_day = length == 10, has_seconds = length >= 19;
      second = CHOOSE(is_day, (second & 0xFFFF) | 0x30303A3030540000u, second);
      third = CHOOSE(has_seconds, third, (uint64x8){0} + 0x30303Au);
      int64x8 has_zone = (length == 20) | (length == 24);
      // The bytes with the digits as numbers and the dashes as 0; then pairs of digits.
      uint64x8 date = first ^ 0x2D30302D30303030u;
      int64x8 is_date = ARE_DIGITS(date) & ((date & 0xFF0000FF00000000u) == 0);
      uint64x8 pairs = (date << 3) + (date << 1) + (date >> 8);
      uint64x8 month_of_year = BYTE(pairs, 5) - 1;
      uint64x8 month =
          (BYTE(pairs, 0) * 100 + BYTE(pairs, 2) - (uint64_t)rules->first_year) * 12
          + month_of_year;
      is_date &= (month_of_year < 12) & (month < (uint64_t)rules->month_count);
      // `27T14:05`
      uint64x8 mark = BYTE(second, 2);
      uint64x8 rest = (second ^ 0x30303A3030003030u) & ~0xFF0000ull;
      uint64x8 numbers = (rest << 3) + (rest << 1) + (rest >> 8);
      uint64x8 day = BYTE(numbers, 0), hour = BYTE(numbers, 3), minute = BYTE(numbers, 6);
      is_date &= ((mark == 0x20) | (mark == 0x54)) & ARE_DIGITS(rest) & (BYTE(rest, 5) == 0)
          & (hour < 24) & (minute < 60);
      if (rules->order != cscan_year_first) {
        // 12 AM is midnight, 12 PM noon.
        is_date &= ~is_half | ((hour - 1) < 12);
        hour = (hour & ~(uint64x8)(is_half & (hour == 12))) + ((uint64x8)is_afternoon & 12);
      }
      // `:33Z`, `:34.000Z`
      uint64x8 end = third ^ 0x5A3030302E30303Au;
      uint64x8 tens = BYTE(end, 1), ones = BYTE(end, 2);
      int64x8 has_fraction = ((end & 0xFF000000FF000000u) == 0) & ARE_DIGITS(end);
      is_date &= (BYTE(end, 0) == 0) & (tens < 6) & (ones <= 9);
      int64x8 is_shape = is_day | (length == 16) | (length == 19)
          | ((length == 20) & (BYTE(third, 3) == 0x5A)) | ((length == 24) & has_fraction);
      is_date &= is_shape;
      if (!rules->is_same_zone) is_date &= is_day | has_zone;
      // The starts of a month and of the one behind it are read as one word.
      uint64_t known_month[8];
      month &= (uint64x8)is_date;
      __builtin_memcpy(known_month, &month, sizeof month);
      int64x8 months = (int64x8)WORDS((const uint8_t *)rules->month_starts, known_month, 4);
      uint64x8 number = (uint64x8)((months << 32) >> 32) + day - 1;
      is_date &= (day >= 1) & ((int64x8)number < (months >> 32))
          & (number - (uint64_t)rules->first_disguise >= (uint64_t)rules->disguise_count);
      wall = (uint64x8)((int64x8)number * 86400) + hour * 3600 + minute * 60
          + (tens * 10 + ones);
      if (__builtin_reduce_or(has_zone)) {
        wall -= east;
        uint64x8 stretch = wall >> 20;
        int64x8 is_known = stretch < (uint64_t)rules->offset_count;
        uint64x8 known = stretch & (uint64x8)(is_known & is_date & has_zone);
        uint64_t index[8];
        __builtin_memcpy(index, &known, sizeof known);
        int64x8 offset = __builtin_convertvector(NUMBERS(rules->offsets, index), int64x8);
        is_date &= ~has_zone | (is_known & (offset != (int64_t)INT32_MIN));
        wall += (uint64x8)(offset & has_zone);
      }
      is_right |= is_date;
    }
    if (rules->needs_value) is_right &= ~is_empty;
    // Missing where empty, and where somebody else must look.
    wall = CHOOSE(is_right & ~is_empty, wall, (uint64x8){0} + 0x8000000000000000u);
    if (seconds) {
      if (rows == 8) {
        __builtin_memcpy(seconds + row, &wall, sizeof wall);
      } else {
        __builtin_memcpy(seconds + row, &wall, (size_t)rows * sizeof *seconds);
      }
    } else {
      // A day is 675 times 128 seconds; the bias keeps what is divided above 0 for every year.
      uint64x8 part = (wall + EARLIEST_DAY * 86400) >> 7;
      uint64x8 quotient = ((part & 0xFFFFFFFFu) * 3257812231u) >> 41;
      int32x8 number = __builtin_convertvector(quotient - EARLIEST_DAY, int32x8);
      int32x8 is_missing = __builtin_convertvector(wall == 0x8000000000000000u, int32x8);
      number = (number & ~is_missing) | (is_missing & INT32_MIN);
      if (rows == 8) {
        __builtin_memcpy(days + row, &number, sizeof number);
      } else {
        __builtin_memcpy(days + row, &number, (size_t)rows * sizeof *days);
      }
    }
    if (!__builtin_reduce_and(is_right)) {
      for (int32_t i = 0; i < rows; i++) {
        others[other_count] = row + i;
        other_count += is_right[i] == 0;
      }
    }
  }
  return other_count;
}

#undef BYTE
#undef NO_HIGH_BITS
#undef ARE_DIGITS
#undef IS_MARK
