import { valueOf } from '../../support/service_metrics'

/** Bytes in the parts of V8's heap that hold what survived; how full the others are depends on the moment. */
export function survivingHeap(metrics: ReadonlyMap<string, number>): number {
  const spaces = ['old', 'code', 'trusted']
  return spaces
    .map((space) => valueOf(metrics, `nodejs_heap_space_size_used_bytes{space="${space}"}`))
    .reduce((sum, bytes) => sum + bytes, 0)
}

/** Full garbage collections so far. */
export function fullCollections(metrics: ReadonlyMap<string, number>): number {
  // Absent until there was one.
  return metrics.get('nodejs_gc_duration_seconds_count{kind="major"}') ?? 0
}
