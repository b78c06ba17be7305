/** Reads the Prometheus text format: each value by its name and, as they are written, its labels. */
export function metricsIn(text: string): Map<string, number> {
  const metrics = new Map<string, number>()
  for (const line of text.split('\n')) {
    const [, name, value] = /^([a-z_]\w*(?:\{.*\})?) (\S+)$/i.exec(line) ?? []
    if (name !== undefined) metrics.set(name, Number(value))
  }
  return metrics
}

/** The value of a metric. One that is not there would make every comparison true. */
export function valueOf(metrics: ReadonlyMap<string, number>, name: string): number {
  const value = metrics.get(name)
  if (value === undefined || Number.isNaN(value)) throw new Error(`the service has no metric ${name}`)
  return value
}

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
