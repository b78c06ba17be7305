import { build, type Histogram } from 'hdr-histogram-js'
import { RecoveryError } from '../errors'
import type { Operation } from '../history/operation'

/** Milliseconds, correct to three digits; `max` is the longest measured. */
export interface Summary {
  count: number
  p50: number
  p90: number
  p99: number
  max: number
}

/** Collects durations and sums them up by percentile. */
export class Durations {
  private readonly histogram: Histogram = build({
    lowestDiscernibleValue: 1,
    highestTrackableValue: 60_000_000,
    numberOfSignificantValueDigits: 3,
    autoResize: true,
  })
  private longest = 0

  /** Adds a duration in milliseconds; it is kept in whole microseconds. */
  add(milliseconds: number): void {
    const duration = Math.max(0, milliseconds)
    if (duration > this.longest) this.longest = duration
    this.histogram.recordValue(Math.round(duration * 1000))
  }

  /** Undefined while nothing was measured: no evidence is not a latency of zero. */
  summary(): Summary | undefined {
    const { totalCount: count } = this.histogram
    if (count === 0) return undefined
    const percentile = (p: number) => Math.min(this.histogram.getValueAtPercentile(p) / 1000, this.longest)
    return { count, p50: percentile(50), p90: percentile(90), p99: percentile(99), max: this.longest }
  }
}

export interface Latency {
  /**
   * From the moment a request was due to its end. In an open loop a stall of the service counts here for every
   * request it delayed, also for those that could not yet be sent (coordinated omission is corrected).
   */
  fromDue: Summary
  /** From the moment a request was sent to its end: what a client saw that does not care about a schedule. */
  fromSent: Summary
  /** From the moment a request was due to the moment it was sent: the error of the load generator. */
  lateness: Summary
}

/** Sums up the latency of operations, whatever their outcome; undefined when there are none. */
export function summarize(operations: Iterable<Operation>): Latency | undefined {
  const fromDue = new Durations()
  const fromSent = new Durations()
  const lateness = new Durations()
  for (const { dueAt, sentAt, endedAt } of operations) {
    fromDue.add(endedAt - dueAt)
    fromSent.add(endedAt - sentAt)
    lateness.add(sentAt - dueAt)
  }
  const [due, sent, late] = [fromDue.summary(), fromSent.summary(), lateness.summary()]
  return due && sent && late && { fromDue: due, fromSent: sent, lateness: late }
}

/**
 * Refuses a run in which the load generator itself was too late, because its latencies would blame the service.
 *
 * @param limit - milliseconds that the 99th percentile of the lateness may reach
 * @throws RecoveryError `LOAD_GENERATOR_LATE`; `NOTHING_SENT` when there was nothing to judge
 */
export function requirePunctual(lateness: Summary | undefined, limit: number): void {
  if (lateness === undefined) {
    throw new RecoveryError(
      'NOTHING_SENT',
      'no request was sent, so latency cannot be judged; run for longer',
    )
  }
  if (lateness.p99 <= limit) return
  throw new RecoveryError(
    'LOAD_GENERATOR_LATE',
    `requests were sent up to ${lateness.p99.toFixed(1)} ms late (99th percentile; ${limit} ms are allowed), so the ` +
      'latencies of this run say nothing about the service; lower the rate or free a core for the load generator',
  )
}
