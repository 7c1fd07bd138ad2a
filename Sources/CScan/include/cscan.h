#pragma once
#include <stddef.h>
#include <stdint.h>

/// Finds the field and record ends of delimited text, 64 bytes at a time. No policy is here: what a
/// record is, is defined by RecordStateMachine in Swift, and the tests compare both.

/// The instruction sets a kernel exists for.
typedef enum {
  cscan_level_none = 0,
  cscan_level_sse2 = 1,
  cscan_level_avx2 = 2,
  cscan_level_avx512 = 3,
  cscan_level_neon = 4,
} cscan_level;

/// The boundaries found so far; the arrays belong to the caller and have room for one entry per
/// byte, and 64 more.
typedef struct {
  /// In: where to begin, the start of a record. Out: behind the last whole record.
  int32_t used;
  /// Entries of field_ends that belong to whole records; in and out.
  int32_t field_count;
  /// Entries of record_ends; in and out.
  int32_t record_count;
  /// Physical line breaks before `used`; in and out.
  int32_t line_count;
  /// Whether records are expected to be some blocks of 64 bytes long, and no more; in. Nothing but the
  /// time depends on it.
  int32_t has_short_records;
  /// Where the kernel gave up because of a quote, or a carriage return, out of place; -1 when it
  /// reached the end. The records before that place are complete.
  int32_t irregular_at;
  /// Offset of the field that is open at the end.
  int32_t open_field;
  /// The end of the bytes is inside quotes.
  int32_t is_inside_quotes;
  /// A byte is NUL, or out of place in UTF-8; set, never cleared.
  int32_t has_odd_bytes;
  /// A byte is a quote or a carriage return; set, never cleared.
  int32_t has_marks;
} cscan_boundaries;

/// What stands first in a date of three numbers.
typedef enum { cscan_year_first, cscan_day_first, cscan_month_first } cscan_date_order;

/// What moments are read by.
typedef struct {
  /// A year of four digits may stand first whatever the order is.
  cscan_date_order order;
  /// The days since 1970 of the first day of each month from January of `first_year` on, and of the
  /// month behind the last; month_count + 1 of them.
  const int32_t *month_starts;
  int32_t month_count;
  int32_t first_year;
  /// Days that stand for no date.
  int32_t first_disguise;
  int32_t disguise_count;
  /// Seconds to add to UTC for each 2^20 seconds from 1970 on; INT32_MIN where that changes.
  const int32_t *offsets;
  int32_t offset_count;
  /// Whether a moment that names no zone needs no conversion.
  int32_t is_same_zone;
  /// Whether an empty cell is one of the others.
  int32_t needs_value;
} cscan_moment_rules;

/// A text and the number it stands for.
typedef struct {
  /// The first 32 bytes, the first of them lowest, and zeros behind a shorter text.
  uint64_t words[4];
  /// Its bytes; less than 0 for one of more than 32, which no kernel finds, and for none.
  int32_t length;
  int32_t number;
} cscan_text;

/// The longest text that is plain.
#define CSCAN_PLAIN_REACH 64

/// Which texts are plain.
typedef struct {
  /// Whether they are identifiers, which exports damage and repeat in many ways.
  int32_t are_identifiers;
  /// Whether identifiers of 15 characters lack three.
  int32_t is_salesforce;
  /// Whether an empty cell is not plain.
  int32_t needs_value;
} cscan_plain_rules;

/// What the words of a text, and then their sum, are multiplied by to spread texts over a table.
#define TEXT_FACTOR_FIRST 0x9E3779B97F4A7C15ull
#define TEXT_FACTOR_SECOND 0x3C6EF372FE94F82Bull
#define TEXT_FACTOR_THIRD 0x1715609D7C7F3569ull
#define TEXT_FACTOR_FOURTH 0xC2B2AE3D27D4EB4Full
#define TEXT_FACTOR_SUM 0xBF58476D1CE4E5B9ull

/// The best level of this processor.
cscan_level cscan_best_level(void);

/// Whether a NUL or a byte out of place in UTF-8 is among the bytes; a sequence that their end cuts is
/// not held against them.
int32_t cscan_has_odd_bytes(cscan_level level, const uint8_t *bytes, size_t count);

/// Appends the boundaries of the records that end in bytes[used..<count]. 64 bytes behind `count`
/// must be readable, whatever they hold. A carriage return as last byte is left open. line_ends gets
/// for each record the line breaks up to its end, counted on from boundaries->line_count.
void cscan_index(
    cscan_level level, const uint8_t *bytes, int32_t count, uint8_t delimiter,
    int32_t *field_ends, int32_t *record_ends, int32_t *line_ends,
    cscan_boundaries *boundaries);

/// Whether there are kernels for columns of cells, below, at this level.
///
/// The cell of a row lies behind the byte at edges[row * step] and before that at the next edge, as the
/// separators of field_ends lie. 32 bytes behind the start of each cell must be readable.
int32_t cscan_reads_columns(cscan_level level);

/// Reads the cells of a column that hold a date in one of the usual shapes: into `seconds` the local
/// seconds since 1970, INT64_MIN for an empty cell, or into `days`, if there are no seconds, the
/// days, INT32_MIN for an empty one. Returns how many are not of these
/// shapes, and writes their rows, ascending, to `others`.
int32_t cscan_moments(
    cscan_level level, const uint8_t *bytes, const int32_t *edges, ptrdiff_t step, int32_t count,
    const cscan_moment_rules *rules, int64_t *seconds, int32_t *days, int32_t *others);

/// Writes to `numbers` those of the texts of a column. A text stands at the index that is in
/// slots[sum * TEXT_FACTOR_SUM >> (64 - bits)], the sum being that of its words, each multiplied by its
/// factor, and of its length; there are 2^bits slots, and at index 0 is none. Returns how many were not
/// found, and writes their rows, ascending, to `others`, which has room for all; what is behind them
/// there, and their numbers, are undefined.
int32_t cscan_texts(
    cscan_level level, const uint8_t *bytes, const int32_t *edges, ptrdiff_t step, int32_t count,
    const uint32_t *slots, int32_t bits, const cscan_text *texts, int32_t *numbers,
    int32_t *others);

/// How many texts from the first on come each plainly after the one before: both of the same length
/// of 9 to 32 bytes, of which those words that differ are made of visible ASCII from `0` on but `;`.
int32_t cscan_ascending(
    cscan_level level, const uint8_t *bytes, const int32_t *edges, ptrdiff_t step, int32_t count);

/// Puts texts one behind the other at `target`, up to the first that is not plain, whose row is returned,
/// or to the last: then `count` is. `ends` gets for each row where its text ends, counted on from `base`,
/// and the complement of that where the cell is empty.
///
/// A plain text begins and ends with visible ASCII and is not too long; an identifier has at most 32
/// characters, all of them visible ASCII from `0` on but `;`. 31 bytes behind the end of a cell must be
/// readable, and `target` must have room for CSCAN_PLAIN_REACH bytes a row.
int32_t cscan_plain(
    cscan_level level, const uint8_t *bytes, const int32_t *edges, ptrdiff_t step, int32_t count,
    const cscan_plain_rules *rules, uint8_t *target, int32_t base, int32_t *ends);
