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
  /// Where the kernel gave up because of a quote, or a carriage return, out of place; -1 when it
  /// reached the end. The records before that place are complete.
  int32_t irregular_at;
  /// Offset of the field that is open at the end.
  int32_t open_field;
  /// The end of the bytes is inside quotes.
  int32_t is_inside_quotes;
  /// A byte is NUL, or out of place in UTF-8; set, never cleared.
  int32_t has_odd_bytes;
} cscan_boundaries;

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
