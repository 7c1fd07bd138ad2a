// Makes of the zone behind a time, as in 2024-08-27T14:05:33+02:00, a Z and the seconds that it lies
// east of UTC, eight at a time, written once over vectors of eight numbers and compiled for each
// instruction set by cscan.c. NAME is that of the instruction set's kernel.
//
// It knows +02:00, -0430 and a blank with UTC behind seconds, and +02:00 and -0430 behind milliseconds,
// where the year stands first. What a zone is, DateText in Swift says; DateWords there does the same
// with one.

/// The bytes below the last of a word that stay, with a Z behind them.
#define ENDING(word, kept, shift) (((word) & (kept)) | ((uint64_t)'Z' << (shift)))

/// `last` has the last eight bytes of each cell; gives the seconds east.
static inline uint64x8 CONCAT(NAME, _take_zone)(moment_words *words, uint64x8 last) {
  uint64x8 first = words->first, third = words->third, length = words->length;
  int64x8 has_colon = BYTE(last, 5) == ':';
  uint64x8 sign = CHOOSE(has_colon, BYTE(last, 2), BYTE(last, 3));
  uint64x8 hour = CHOOSE(has_colon, last >> 24, last >> 32) & 0xFFFF;
  uint64x8 digits = (hour | (last >> 48 << 16)) ^ 0x30303030u;
  uint64x8 pairs = (digits << 3) + (digits << 1) + (digits >> 8);
  uint64x8 hours = BYTE(pairs, 0), minutes = BYTE(pairs, 2);
  int64x8 is_west = sign == '-';
  int64x8 is_offset = ((sign == '+') | is_west) & ARE_DIGITS(digits) & (hours <= 14)
      & (minutes < 60) & ~IS_MARK(BYTE(first, 1)) & ~IS_MARK(BYTE(first, 2));
  uint64x8 before = length - 5 + (uint64x8)has_colon;
  int64x8 is_brief = is_offset & (before == 19), is_exact = is_offset & (before == 23);
  is_brief |= (length == 23) & (last >> 32 == 0x43545520u) & ~IS_MARK(BYTE(first, 1))
      & ~IS_MARK(BYTE(first, 2));
  words->third = CHOOSE(
      is_exact, ENDING(third, 0xFFFFFFFFFFFFFFu, 56),
      CHOOSE(is_brief, ENDING(third, 0xFFFFFFu, 24), third));
  words->length = CHOOSE(
      is_exact, (uint64x8){0} + 24, CHOOSE(is_brief, (uint64x8){0} + 20, length));
  uint64x8 east = (hours * 60 + minutes) * 60 & (uint64x8)(is_offset & (is_brief | is_exact));
  return (east ^ (uint64x8)is_west) - (uint64x8)is_west;
}

#undef ENDING
