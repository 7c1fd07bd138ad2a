#include "cscan.h"

#define CONCAT_NAMES(a, b) a##b
#define CONCAT(a, b) CONCAT_NAMES(a, b)

typedef void kernel(
    const uint8_t *bytes, int32_t count, uint8_t delimiter, int32_t *field_ends,
    int32_t *record_ends, int32_t *line_ends, cscan_boundaries *boundaries);
typedef int32_t odd_bytes_kernel(const uint8_t *bytes, size_t count);
typedef int32_t moments_kernel(
    const uint8_t *bytes, const int32_t *edges, ptrdiff_t step, int32_t count,
    const cscan_moment_rules *rules, int64_t *seconds, int32_t *days, int32_t *others);
typedef int32_t ascending_kernel(
    const uint8_t *bytes, const int32_t *edges, ptrdiff_t step, int32_t count);
typedef int32_t texts_kernel(
    const uint8_t *bytes, const int32_t *edges, ptrdiff_t step, int32_t count, const uint32_t *slots,
    int32_t bits, const cscan_text *texts, int32_t *numbers, int32_t *others);

typedef int32_t plain_kernel(
    const uint8_t *bytes, const int32_t *edges, ptrdiff_t step, int32_t count,
    const cscan_plain_rules *rules, uint8_t *target, int32_t base, int32_t *ends);

/// The kernels for columns of cells, of which a processor has all or none.
typedef struct {
  moments_kernel *moments;
  texts_kernel *texts;
  ascending_kernel *ascending;
  plain_kernel *plain;
} column_kernels;

#if defined(__x86_64__) || defined(__aarch64__)

/// Parity of the bits 0 to i, in six steps, where there is no carry-less multiplication.
static inline uint64_t prefix_xor_by_shifts(uint64_t mask) {
  mask ^= mask << 1;
  mask ^= mask << 2;
  mask ^= mask << 4;
  mask ^= mask << 8;
  mask ^= mask << 16;
  mask ^= mask << 32;
  return mask;
}

/// Four positions a round: fields of CRM exports are some 15 bytes long, so one round is the rule.
static inline void emit_bits(int32_t *to, int32_t base, uint64_t mask) {
  while (mask) {
    for (int i = 0; i < 4; i++) {
      to[i] = base + (mask ? __builtin_ctzll(mask) : 0);
      mask &= mask - 1;
    }
    to += 4;
  }
}

#endif

#if defined(__x86_64__)
#include <immintrin.h>

typedef uint64_t uint64x8 __attribute__((vector_size(64)));
typedef int64_t int64x8 __attribute__((vector_size(64)));
typedef int32_t int32x8 __attribute__((vector_size(32)));
typedef uint8_t uint8x64 __attribute__((vector_size(64)));

#define CHOOSE(mask, yes, no) (((yes) & (uint64x8)(mask)) | ((no) & ~(uint64x8)(mask)))

/// Eight bytes, the first of them lowest.
typedef uint64_t word_anywhere __attribute__((aligned(1), may_alias));

/// Eight words that lie `scale` bytes a step from `base`. Processors have an instruction for this,
/// which is slower than eight loads.
#define WORDS(base, index, scale) \
  ((uint64x8){ \
      WORD(base, index, scale, 0), WORD(base, index, scale, 1), WORD(base, index, scale, 2), \
      WORD(base, index, scale, 3), WORD(base, index, scale, 4), WORD(base, index, scale, 5), \
      WORD(base, index, scale, 6), WORD(base, index, scale, 7)})
#define WORD(base, index, scale, lane) \
  (*(const word_anywhere *)((const uint8_t *)(base) + (int64_t)(index)[lane] * (int64_t)(scale)))
/// Declares the cells of the rows from `row` on, eight of them, of which those beyond the last row are
/// empty, and their lengths.
///
/// What is stored in parts and read as a whole is waited for: nothing is copied but at the end.
#define EIGHT_CELLS(edges, step, row, count) \
  int32_t rows = (count) - (row) < 8 ? (count) - (row) : 8; \
  const int32_t *cells = (edges) + (row) * (step); \
  ptrdiff_t cell_step = (step); \
  int32_t last_cells[16]; \
  if (rows < 8) { \
    for (int i = 0; i < 8; i++) { \
      last_cells[2 * i] = i < rows ? cells[i * (step)] : -1; \
      last_cells[2 * i + 1] = i < rows ? cells[i * (step) + 1] : 0; \
    } \
    cells = last_cells; \
    cell_step = 2; \
  } \
  uint64x8 length = LENGTHS(cells, cell_step)

#define BEFORE(cells, step, lane) (cells)[(lane) * (step)]
#define BEHIND(cells, step, lane) (cells)[(lane) * (step) + 1]
/// Two offsets, side by side.
typedef uint64_t pair_anywhere __attribute__((aligned(4), may_alias));
#define PAIR(cells, step, lane) (*(const pair_anywhere *)((cells) + (lane) * (step)))
#define PAIRS(cells, step) \
  ((uint64x8){ \
      PAIR(cells, step, 0), PAIR(cells, step, 1), PAIR(cells, step, 2), PAIR(cells, step, 3), \
      PAIR(cells, step, 4), PAIR(cells, step, 5), PAIR(cells, step, 6), PAIR(cells, step, 7)})
/// The lengths of eight cells.
#define LENGTHS(cells, step) \
  (((PAIRS(cells, step) >> 32) - PAIRS(cells, step) - 1) & 0xFFFFFFFFu)

/// The words at the starts of eight cells.
#define STARTS(base, cells, step) \
  ((uint64x8){ \
      START(base, cells, step, 0), START(base, cells, step, 1), START(base, cells, step, 2), \
      START(base, cells, step, 3), START(base, cells, step, 4), START(base, cells, step, 5), \
      START(base, cells, step, 6), START(base, cells, step, 7)})
#define START(base, cells, step, lane) \
  (*(const word_anywhere *)((base) + BEFORE(cells, step, lane) + 1))
/// The words that begin `back` bytes before the ends of eight cells, or at the starts of shorter ones.
#define ENDS(base, cells, step, back) \
  ((uint64x8){ \
      END(base, cells, step, back, 0), END(base, cells, step, back, 1), \
      END(base, cells, step, back, 2), END(base, cells, step, back, 3), \
      END(base, cells, step, back, 4), END(base, cells, step, back, 5), \
      END(base, cells, step, back, 6), END(base, cells, step, back, 7)})
#define END(base, cells, step, back, lane) \
  (*(const word_anywhere *)((base) \
                            + (BEHIND(cells, step, lane) - (back) > BEFORE(cells, step, lane) + 1 \
                                   ? BEHIND(cells, step, lane) - (back) \
                                   : BEFORE(cells, step, lane) + 1)))
#define NUMBERS(base, index) \
  ((int32x8){ \
      (int32_t)(base)[(index)[0]], (int32_t)(base)[(index)[1]], (int32_t)(base)[(index)[2]], \
      (int32_t)(base)[(index)[3]], (int32_t)(base)[(index)[4]], (int32_t)(base)[(index)[5]], \
      (int32_t)(base)[(index)[6]], (int32_t)(base)[(index)[7]]})

/// The first 24 bytes of eight cells that may be moments, and what is known of them.
typedef struct {
  uint64x8 first, second, third, length;
  /// Whether the hour is one of twelve, and whether it is one behind noon.
  int64x8 is_half, is_afternoon;
} moment_words;

/// Days before 1970 that no date lies before.
#define EARLIEST_DAY (1ull << 20)

// ---- SSE2: every x86-64 processor

typedef struct {
  __m128i part[4];
} sse2_block;

static inline sse2_block sse2_load(const uint8_t *bytes) {
  sse2_block block;
  for (int i = 0; i < 4; i++) block.part[i] = _mm_loadu_si128((const __m128i *)(bytes + 16 * i));
  return block;
}

static inline uint64_t sse2_negative(sse2_block block) {
  uint64_t mask = 0;
  for (int i = 0; i < 4; i++)
    mask |= (uint64_t)(uint32_t)_mm_movemask_epi8(block.part[i]) << (16 * i);
  return mask;
}

static inline uint64_t sse2_equal(sse2_block block, uint8_t byte) {
  for (int i = 0; i < 4; i++)
    block.part[i] = _mm_cmpeq_epi8(block.part[i], _mm_set1_epi8((char)byte));
  return sse2_negative(block);
}

static inline uint64_t sse2_at_least(sse2_block block, uint8_t byte) {
  for (int i = 0; i < 4; i++)
    block.part[i] = _mm_cmpeq_epi8(
        _mm_max_epu8(block.part[i], _mm_set1_epi8((char)byte)), block.part[i]);
  return sse2_negative(block);
}

static inline int sse2_has_special(sse2_block block) {
  __m128i found = _mm_setzero_si128();
  for (int i = 0; i < 4; i++) {
    __m128i part = block.part[i];
    found = _mm_or_si128(found, _mm_cmpeq_epi8(part, _mm_set1_epi8('"')));
    found = _mm_or_si128(found, _mm_cmpeq_epi8(part, _mm_set1_epi8('\r')));
    found = _mm_or_si128(found, _mm_or_si128(_mm_cmpeq_epi8(part, _mm_setzero_si128()), part));
  }
  return _mm_movemask_epi8(found);
}

#define NAME index_sse2
#define BLOCK sse2_block
#define HAS_SPECIAL sse2_has_special
#define LOAD sse2_load
#define EQUAL sse2_equal
#define NEGATIVE sse2_negative
#define AT_LEAST sse2_at_least
#define PREFIX_XOR prefix_xor_by_shifts
#define EMIT emit_bits
#include "kernel.h"
#include "undefine.h"

// ---- AVX2 with carry-less multiplication

#pragma clang attribute push( \
    __attribute__((target("avx2,pclmul,bmi,bmi2,lzcnt,popcnt"))), apply_to = function)

typedef struct {
  __m256i low, high;
} avx2_block;

static inline avx2_block avx2_load(const uint8_t *bytes) {
  avx2_block block = {
      _mm256_loadu_si256((const __m256i *)bytes),
      _mm256_loadu_si256((const __m256i *)(bytes + 32))};
  return block;
}

static inline uint64_t avx2_negative(avx2_block block) {
  return (uint64_t)(uint32_t)_mm256_movemask_epi8(block.low)
      | (uint64_t)(uint32_t)_mm256_movemask_epi8(block.high) << 32;
}

static inline uint64_t avx2_equal(avx2_block block, uint8_t byte) {
  __m256i wanted = _mm256_set1_epi8((char)byte);
  avx2_block hits = {
      _mm256_cmpeq_epi8(block.low, wanted), _mm256_cmpeq_epi8(block.high, wanted)};
  return avx2_negative(hits);
}

static inline uint64_t avx2_at_least(avx2_block block, uint8_t byte) {
  __m256i bound = _mm256_set1_epi8((char)byte);
  avx2_block hits = {
      _mm256_cmpeq_epi8(_mm256_max_epu8(block.low, bound), block.low),
      _mm256_cmpeq_epi8(_mm256_max_epu8(block.high, bound), block.high)};
  return avx2_negative(hits);
}

static inline uint64_t avx2_prefix_xor(uint64_t mask) {
  __m128i product = _mm_clmulepi64_si128(
      _mm_set_epi64x(0, (long long)mask), _mm_set1_epi8((char)0xFF), 0);
  return (uint64_t)_mm_cvtsi128_si64(product);
}

static inline __m256i avx2_special(__m256i half) {
  __m256i found = _mm256_cmpeq_epi8(half, _mm256_set1_epi8('"'));
  found = _mm256_or_si256(found, _mm256_cmpeq_epi8(half, _mm256_set1_epi8('\r')));
  return _mm256_or_si256(
      _mm256_or_si256(found, _mm256_cmpeq_epi8(half, _mm256_setzero_si256())), half);
}

static inline int avx2_has_special(avx2_block block) {
  return _mm256_movemask_epi8(
      _mm256_or_si256(avx2_special(block.low), avx2_special(block.high)));
}

/// The first of 32 bytes, as many as `length` says.
static inline __m256i avx2_kept(uint32_t length) {
  static const uint8_t kept[64] = {
      255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255,
      255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255};
  return _mm256_loadu_si256((const __m256i *)(kept + 32 - (length < 32 ? length : 32)));
}

static inline __m256i avx2_text(const uint8_t *bytes, uint32_t length) {
  return _mm256_and_si256(_mm256_loadu_si256((const __m256i *)bytes), avx2_kept(length));
}

static inline int avx2_is_id(__m256i text, uint32_t length) {
  __m256i above = _mm256_sub_epi8(text, _mm256_set1_epi8('0'));
  __m256i odd = _mm256_or_si256(
      _mm256_cmpeq_epi8(_mm256_max_epu8(above, _mm256_set1_epi8(0x4F)), above),
      _mm256_cmpeq_epi8(text, _mm256_set1_epi8(';')));
  return _mm256_testz_si256(odd, avx2_kept(length));
}

static inline int avx2_is_text(__m256i text, const uint64_t *words) {
  __m256i difference = _mm256_xor_si256(text, _mm256_loadu_si256((const __m256i *)words));
  return _mm256_testz_si256(difference, difference);
}

#define NAME index_avx2
#define BLOCK avx2_block
#define HAS_SPECIAL avx2_has_special
#define LOAD avx2_load
#define EQUAL avx2_equal
#define NEGATIVE avx2_negative
#define AT_LEAST avx2_at_least
#define PREFIX_XOR avx2_prefix_xor
#define EMIT emit_bits
#define TEXT __m256i
#define TEXT_LOAD avx2_text
#define TEXT_IS avx2_is_text
#define TEXT_IS_ID avx2_is_id
#include "kernel.h"
#include "moments.h"
#include "texts.h"
#include "plain.h"
#include "order.h"
#include "undefine.h"

#pragma clang attribute pop

// ---- AVX-512 with byte compression (Ice Lake, Zen 4 and later)

#pragma clang attribute push( \
    __attribute__((target( \
        "avx512f,avx512bw,avx512dq,avx512vl,avx512vbmi2,avx2,pclmul,bmi,bmi2,lzcnt,popcnt"))), \
    apply_to = function)

static inline uint64_t avx512_prefix_xor(uint64_t mask) {
  __m128i product = _mm_clmulepi64_si128(
      _mm_set_epi64x(0, (long long)mask), _mm_set1_epi8((char)0xFF), 0);
  return (uint64_t)_mm_cvtsi128_si64(product);
}

static inline void avx512_emit(int32_t *to, int32_t base, uint64_t mask) {
  const __m512i every_index = _mm512_set_epi8(
      63, 62, 61, 60, 59, 58, 57, 56, 55, 54, 53, 52, 51, 50, 49, 48, 47, 46, 45, 44, 43, 42, 41,
      40, 39, 38, 37, 36, 35, 34, 33, 32, 31, 30, 29, 28, 27, 26, 25, 24, 23, 22, 21, 20, 19, 18,
      17, 16, 15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0);
  const __m512i offset = _mm512_set1_epi32(base);
  __m512i indices = _mm512_maskz_compress_epi8(mask, every_index);
  int count = __builtin_popcountll(mask);
  _mm512_storeu_si512(
      to, _mm512_add_epi32(_mm512_cvtepu8_epi32(_mm512_castsi512_si128(indices)), offset));
  if (__builtin_expect(count > 16, 0)) {
    __m128i second = _mm512_extracti32x4_epi32(indices, 1);
    __m128i third = _mm512_extracti32x4_epi32(indices, 2);
    __m128i fourth = _mm512_extracti32x4_epi32(indices, 3);
    _mm512_storeu_si512(to + 16, _mm512_add_epi32(_mm512_cvtepu8_epi32(second), offset));
    _mm512_storeu_si512(to + 32, _mm512_add_epi32(_mm512_cvtepu8_epi32(third), offset));
    _mm512_storeu_si512(to + 48, _mm512_add_epi32(_mm512_cvtepu8_epi32(fourth), offset));
  }
}

/// Whatever has the low half of a special byte is compared with that byte; with 0x80 or more the
/// shuffle gives 0, which is no such byte, and the sign tells.
static inline int avx512_has_special(__m512i block) {
  const __m128i candidates = _mm_setr_epi8(0, 0, '"', 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, '\r', 0, 0);
  __m512i candidate = _mm512_shuffle_epi8(_mm512_broadcast_i32x4(candidates), block);
  return !_kortestz_mask64_u8(
      _mm512_cmpeq_epi8_mask(candidate, block), _mm512_movepi8_mask(block));
}

/// Of a text of 256 bytes or more fewer than 32 may be kept: its length is that of no entry.
static inline __m256i avx512_text(const uint8_t *bytes, uint32_t length) {
  return _mm256_maskz_loadu_epi8(_bzhi_u32(~0u, length), bytes);
}

static inline int avx512_is_text(__m256i text, const uint64_t *words) {
  return _mm256_cmpneq_epi8_mask(text, _mm256_loadu_si256((const __m256i *)words)) == 0;
}

static inline int avx512_is_id(__m256i text, uint32_t length) {
  __mmask32 kept = _bzhi_u32(~0u, length);
  __m256i above = _mm256_sub_epi8(text, _mm256_set1_epi8('0'));
  return !(_mm256_mask_cmpgt_epu8_mask(kept, above, _mm256_set1_epi8(0x4E))
           | _mm256_mask_cmpeq_epi8_mask(kept, text, _mm256_set1_epi8(';')));
}

#define NAME index_avx512
#define BLOCK __m512i
#define HAS_SPECIAL avx512_has_special
#define LOAD(p) _mm512_loadu_si512(p)
#define EQUAL(b, c) _mm512_cmpeq_epi8_mask(b, _mm512_set1_epi8((char)(c)))
#define NEGATIVE(b) _mm512_movepi8_mask(b)
#define AT_LEAST(b, c) _mm512_cmpge_epu8_mask(b, _mm512_set1_epi8((char)(c)))
#define PREFIX_XOR avx512_prefix_xor
#define EMIT avx512_emit
#define TEXT __m256i
#define TEXT_LOAD avx512_text
#define TEXT_IS avx512_is_text
#define TEXT_IS_ID avx512_is_id
#include "kernel.h"
#include "moments.h"
#include "texts.h"
#include "plain.h"
#include "order.h"
#include "undefine.h"

#pragma clang attribute pop

cscan_level cscan_best_level(void) {
  __builtin_cpu_init();
  if (!__builtin_cpu_supports("avx2") || !__builtin_cpu_supports("pclmul")
      || !__builtin_cpu_supports("bmi") || !__builtin_cpu_supports("bmi2")
      || !__builtin_cpu_supports("popcnt"))
    return cscan_level_sse2;
  if (__builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512dq")
      && __builtin_cpu_supports("avx512vl")
      && __builtin_cpu_supports("avx512vbmi2"))
    return cscan_level_avx512;
  return cscan_level_avx2;
}

static kernel *kernel_of(cscan_level level) {
  switch (level) {
  case cscan_level_avx512: return index_avx512;
  case cscan_level_avx2: return index_avx2;
  default: return index_sse2;
  }
}

static odd_bytes_kernel *odd_bytes_kernel_of(cscan_level level) {
  switch (level) {
  case cscan_level_avx512: return index_avx512_odd;
  case cscan_level_avx2: return index_avx2_odd;
  default: return index_sse2_odd;
  }
}

static const column_kernels *column_kernels_of(cscan_level level) {
  static const column_kernels avx2 = {
      index_avx2_moments, index_avx2_texts, index_avx2_ascending, index_avx2_plain};
  static const column_kernels avx512 = {
      index_avx512_moments, index_avx512_texts, index_avx512_ascending, index_avx512_plain};
  return level == cscan_level_avx512 ? &avx512 : level == cscan_level_avx2 ? &avx2 : 0;
}

#elif defined(__aarch64__)
#include <arm_neon.h>

typedef uint8x16x4_t neon_block;

static inline neon_block neon_load(const uint8_t *bytes) {
  neon_block block = {
      {vld1q_u8(bytes), vld1q_u8(bytes + 16), vld1q_u8(bytes + 32), vld1q_u8(bytes + 48)}};
  return block;
}

/// One bit for each byte that is all ones; the others are zero.
static inline uint64_t neon_mask(neon_block hits) {
  const uint8x16_t weights = {1, 2, 4, 8, 16, 32, 64, 128, 1, 2, 4, 8, 16, 32, 64, 128};
  uint8x16_t first = vpaddq_u8(vandq_u8(hits.val[0], weights), vandq_u8(hits.val[1], weights));
  uint8x16_t second = vpaddq_u8(vandq_u8(hits.val[2], weights), vandq_u8(hits.val[3], weights));
  uint8x16_t sum = vpaddq_u8(vpaddq_u8(first, second), vdupq_n_u8(0));
  return vgetq_lane_u64(vreinterpretq_u64_u8(sum), 0);
}

static inline uint64_t neon_equal(neon_block block, uint8_t byte) {
  for (int i = 0; i < 4; i++) block.val[i] = vceqq_u8(block.val[i], vdupq_n_u8(byte));
  return neon_mask(block);
}

static inline uint64_t neon_at_least(neon_block block, uint8_t byte) {
  for (int i = 0; i < 4; i++) block.val[i] = vcgeq_u8(block.val[i], vdupq_n_u8(byte));
  return neon_mask(block);
}

static inline uint64_t neon_negative(neon_block block) { return neon_at_least(block, 0x80); }

static inline int neon_has_special(neon_block block) {
  uint8x16_t found = vdupq_n_u8(0);
  for (int i = 0; i < 4; i++) {
    uint8x16_t part = block.val[i];
    found = vorrq_u8(found, vceqq_u8(part, vdupq_n_u8('"')));
    found = vorrq_u8(found, vceqq_u8(part, vdupq_n_u8('\r')));
    found = vorrq_u8(found, vorrq_u8(vceqzq_u8(part), vcgeq_u8(part, vdupq_n_u8(0x80))));
  }
  return vmaxvq_u8(found) != 0;
}

#define NAME index_neon
#define BLOCK neon_block
#define HAS_SPECIAL neon_has_special
#define LOAD neon_load
#define EQUAL neon_equal
#define NEGATIVE neon_negative
#define AT_LEAST neon_at_least
#define PREFIX_XOR prefix_xor_by_shifts
#define EMIT emit_bits
#include "kernel.h"
#include "undefine.h"

cscan_level cscan_best_level(void) { return cscan_level_neon; }

static kernel *kernel_of(cscan_level level) {
  (void)level;
  return index_neon;
}

static odd_bytes_kernel *odd_bytes_kernel_of(cscan_level level) {
  (void)level;
  return index_neon_odd;
}

#else

cscan_level cscan_best_level(void) { return cscan_level_none; }

/// Gives up at the first byte, so that the state machine does the work.
static void index_nothing(
    const uint8_t *bytes, int32_t count, uint8_t delimiter, int32_t *field_ends,
    int32_t *record_ends, int32_t *line_ends, cscan_boundaries *boundaries) {
  (void)bytes, (void)delimiter, (void)field_ends, (void)record_ends,
      (void)line_ends;
  boundaries->irregular_at = boundaries->used < count ? boundaries->used : -1;
  boundaries->open_field = boundaries->used;
}

static kernel *kernel_of(cscan_level level) {
  (void)level;
  return index_nothing;
}

/// Cannot tell, so that somebody looks.
static int32_t always_odd(const uint8_t *bytes, size_t count) {
  (void)bytes, (void)count;
  return 1;
}

static odd_bytes_kernel *odd_bytes_kernel_of(cscan_level level) {
  (void)level;
  return always_odd;
}

#endif

void cscan_index(
    cscan_level level, const uint8_t *bytes, int32_t count, uint8_t delimiter,
    int32_t *field_ends, int32_t *record_ends, int32_t *line_ends,
    cscan_boundaries *boundaries) {
  kernel_of(level)(bytes, count, delimiter, field_ends, record_ends, line_ends, boundaries);
}

int32_t cscan_has_odd_bytes(cscan_level level, const uint8_t *bytes, size_t count) {
  return odd_bytes_kernel_of(level)(bytes, count);
}

#if !defined(__x86_64__)
static const column_kernels *column_kernels_of(cscan_level level) {
  (void)level;
  return 0;
}
#endif

int32_t cscan_reads_columns(cscan_level level) { return column_kernels_of(level) != 0; }

int32_t cscan_moments(
    cscan_level level, const uint8_t *bytes, const int32_t *edges, ptrdiff_t step, int32_t count,
    const cscan_moment_rules *rules, int64_t *seconds, int32_t *days, int32_t *others) {
  const column_kernels *kernels = column_kernels_of(level);
  return kernels ? kernels->moments(bytes, edges, step, count, rules, seconds, days, others) : 0;
}

int32_t cscan_texts(
    cscan_level level, const uint8_t *bytes, const int32_t *edges, ptrdiff_t step, int32_t count,
    const uint32_t *slots, int32_t bits, const cscan_text *texts, int32_t *numbers,
    int32_t *others) {
  const column_kernels *kernels = column_kernels_of(level);
  return kernels ? kernels->texts(bytes, edges, step, count, slots, bits, texts, numbers, others) : 0;
}

int32_t cscan_ascending(
    cscan_level level, const uint8_t *bytes, const int32_t *edges, ptrdiff_t step, int32_t count) {
  const column_kernels *kernels = column_kernels_of(level);
  return kernels ? kernels->ascending(bytes, edges, step, count) : count < 1 ? count : 1;
}

int32_t cscan_plain(
    cscan_level level, const uint8_t *bytes, const int32_t *edges, ptrdiff_t step, int32_t count,
    const cscan_plain_rules *rules, uint8_t *target, int32_t base, int32_t *ends) {
  const column_kernels *kernels = column_kernels_of(level);
  return kernels ? kernels->plain(bytes, edges, step, count, rules, target, base, ends) : 0;
}
