#include "PanelProduct.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

#include "Dispatch.h"

// The tiles' shapes: with 32 vector registers 14 rows of two vectors leave room for their operands, with 16 registers 6 rows do.
#define NAME baseline
#define TARGET
#define LANES 4
#define ROWS 6
#include "PanelTile.h"

#if defined(__x86_64__)
#define NAME avx2
#define TARGET __attribute__((target("avx2,fma")))
#define LANES 8
#define ROWS 6
#include "PanelTile.h"

#define NAME avx512
#define TARGET __attribute__((target("avx512f,avx512dq,avx512bw,avx512vl,fma")))
#define LANES 16
#define ROWS 14
#include "PanelTile.h"
#endif

typedef struct {
  void (*multiply)(long, long, long, float, const float *, const float *, float, float *, long);
  long width, height;
} Tiles;

static const Tiles *tiles(void) {
  static const Tiles baseline = {multiply_baseline, 8, 6};
#if defined(__x86_64__)
  static const Tiles avx2 = {multiply_avx2, 16, 6}, avx512 = {multiply_avx512, 32, 14};
  static _Atomic(const Tiles *) chosen;
  const Tiles *known = chosen;
  if (known) return known;
  __builtin_cpu_init();
  known = __builtin_cpu_supports("x86-64-v4") ? &avx512 : __builtin_cpu_supports("x86-64-v3") ? &avx2 : &baseline;
  chosen = known;
  return known;
#else
  return &baseline;
#endif
}

long ck_panel_width(void) { return tiles()->width; }

long ck_tile_height(void) { return tiles()->height; }

void ck_multiply_panels(
  long rows, long columns, long depth, float alpha, const float *block, const float *panels, float beta, float *c, long c_stride) {
  tiles()->multiply(rows, columns, depth, alpha, block, panels, beta, c, c_stride);
}

// What a product on one thread works with: panels of a slice that stay in the second-level cache, and a block.
enum { panel_columns = 256, block_rows = 84 };

typedef struct {
  _Alignas(64) float panels[ck_slice * panel_columns];
  _Alignas(64) float block[block_rows * ck_block_stride];
} Scratch;

static pthread_key_t scratch_key;
static pthread_once_t scratch_once = PTHREAD_ONCE_INIT;

static void make_key(void) { pthread_key_create(&scratch_key, free); }

static Scratch *scratch(void) {
  pthread_once(&scratch_once, make_key);
  Scratch *own = pthread_getspecific(scratch_key);
  if (own) return own;
  own = aligned_alloc(64, sizeof *own);
  if (!own) {
    fprintf(stderr, "maestro: out of memory: the system has no %zu bytes\n", sizeof *own);
    exit(1);
  }
  pthread_setspecific(scratch_key, own);
  return own;
}

static long least(long a, long b) { return a < b ? a : b; }

void ck_product(
  long rows, long columns, long depth, float alpha, ck_matrix a, ck_matrix b, float beta, float *c, long c_stride) {
  Scratch *own = scratch();
  // A block that holds all rows serves all columns.
  int is_whole = rows <= block_rows;
  for (long slice = 0; slice == 0 || slice < depth; slice += ck_slice) {
    long terms = least(ck_slice, depth - slice);
    if (is_whole) ck_copy_block(a, 0, slice, rows, terms, own->block);
    for (long column = 0; column < columns; column += panel_columns) {
      long width = least(panel_columns, columns - column);
      ck_pack_panels(b, slice, column, terms, width, own->panels);
      for (long row = 0; row < rows; row += block_rows) {
        long height = least(block_rows, rows - row);
        if (!is_whole) ck_copy_block(a, row, slice, height, terms, own->block);
        ck_multiply_panels(
          height, width, terms, alpha, own->block, own->panels, slice == 0 ? beta : 1.0f, c + row * c_stride + column, c_stride);
      }
    }
  }
}
