import { RecoveryError } from './errors'

/** Reads the Prometheus text format: each value by its name and, as they are written, its labels. */
export function metricsIn(text: string): Map<string, number> {
  const metrics = new Map<string, number>()
  for (const line of text.split('\n')) {
    const [, name, value] = /^([a-z_]\w*(?:\{.*\})?) (\S+)$/i.exec(line) ?? []
    if (name !== undefined) metrics.set(name, Number(value))
  }
  return metrics
}

/**
 * The value of a metric. One that is not there would make every comparison true.
 *
 * @throws RecoveryError `NO_METRIC`
 */
export function valueOf(metrics: ReadonlyMap<string, number>, name: string): number {
  const value = metrics.get(name)
  if (value === undefined || Number.isNaN(value))
    throw new RecoveryError('NO_METRIC', `the service has no metric ${name}`)
  return value
}
