// @ts-check

/** Every subject on PostgreSQL gets the same number of connections. */
export const poolSize = Number(process.env.BENCH_POOL_SIZE ?? 16)
