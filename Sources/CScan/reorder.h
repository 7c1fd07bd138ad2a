// Brings dates that begin with a day or a month into the order and the width of 2024-08-27 14:05:33,
// eight at a time, written once over vectors of eight numbers and compiled for each instruction set by
// cscan.c. NAME is that of the instruction set's kernel.
//
// It knows 27/08/2024, 8/27/2024, 27.08.24 and 27-8-2024, with or without 14:05, 9:05:33 or 2:05 PM
// behind a blank or a T. What a date is, DateReader in Swift says; DateWords there does the same with
// one.

/// The low bytes of a word that stay, a byte behind them, and the others one further.
#define INSERTED(word, kept, byte) \
  (((word) & (kept)) | ((uint64_t)(byte) * ((kept) + 1)) | (((word) & ~(uint64_t)(kept)) << 8))
/// A word that takes in what left the one before it.
#define TAKING(word, before, bytes) \
  (((word) << (8 * (bytes))) | ((before) >> (64 - 8 * (bytes))))

static inline void CONCAT(NAME, _reorder)(moment_words *words, int is_month_first) {
  uint64x8 first = words->first, second = words->second, third = words->third;
  uint64x8 length = words->length;
  int64x8 is_ordered = IS_MARK(BYTE(first, 1)) | IS_MARK(BYTE(first, 2));
  if (!__builtin_reduce_or(is_ordered)) return;

  // Of numbers of one digit, and of years of two, the others are put in.
  int64x8 is_short = is_ordered & IS_MARK(BYTE(first, 1));
  third = CHOOSE(is_short, TAKING(third, second, 1), third);
  second = CHOOSE(is_short, TAKING(second, first, 1), second);
  first = CHOOSE(is_short, INSERTED(first, 0ull, '0'), first);
  length -= (uint64x8)is_short;
  uint64x8 mark = BYTE(first, 2);
  is_short = is_ordered & (int64x8)(BYTE(first, 4) == mark);
  third = CHOOSE(is_short, TAKING(third, second, 1), third);
  second = CHOOSE(is_short, TAKING(second, first, 1), second);
  first = CHOOSE(is_short, INSERTED(first, 0xFFFFFFull, '0'), first);
  length -= (uint64x8)is_short;
  int64x8 is_odd = is_ordered & ~(IS_MARK(mark) & (BYTE(first, 5) == mark));
  int64x8 is_brief = is_ordered & ((length == 8) | ((length > 8) & (BYTE(second, 0) == ' ')));
  if (__builtin_reduce_or(is_brief)) {
    // 70 to 99 are years of the last century, as POSIX has it.
    uint64x8 century = CHOOSE(
        BYTE(first, 6) >= '7', (uint64x8){0} + 0x3931000000000000u,
        (uint64x8){0} + 0x3032000000000000u);
    third = CHOOSE(is_brief, TAKING(third, second, 2), third);
    second = CHOOSE(is_brief, TAKING(second, first, 2), second);
    first = CHOOSE(is_brief, (first & 0xFFFFFFFFFFFFu) | century, first);
    length += (uint64x8)is_brief & 2;
  }
  is_short = is_ordered & (length > 10) & (BYTE(second, 4) == ':');
  third = CHOOSE(is_short, TAKING(third, second, 1), third);
  second = CHOOSE(is_short, INSERTED(second, 0xFFFFFFull, '0'), second);
  length -= (uint64x8)is_short;

  // ` PM` behind the minute or the second.
  int64x8 is_hourly = length == 19;
  int64x8 is_half = is_ordered
      & ((is_hourly & (BYTE(third, 0) == ' ')) | ((length == 22) & (BYTE(third, 3) == ' ')));
  uint64x8 letters = (CHOOSE(is_hourly, third >> 8, third >> 32) & 0xFFFF) | 0x2020;
  words->is_afternoon = is_half & (letters == 0x6D70);
  is_odd |= is_half & ~((letters == 0x6D70) | (letters == 0x6D61));
  words->is_half = is_half;
  length -= (uint64x8)is_half & 3;

  uint64x8 one = first & 0xFFFF, other = (first >> 24) & 0xFFFF;
  uint64x8 day = is_month_first ? other : one, month = is_month_first ? one : other;
  uint64x8 year = (first >> 48) | ((second & 0xFFFF) << 16);
  words->first = CHOOSE(is_ordered, year | (month << 40) | 0x2D00002D00000000u, first);
  words->second = CHOOSE(is_ordered, (second & ~0xFFFFull) | day, second);
  words->third = third;
  // No shape is as long as this.
  words->length = CHOOSE(is_odd, (uint64x8){0} + 1, length);
}

#undef INSERTED
#undef TAKING
