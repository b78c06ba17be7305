import { type Operation, type Outcome, outcomes } from '../history/operation'
import type { OperationList } from '../history/operations'
import { Durations } from '../traffic/latency'
import { seconds } from './measurements'
import { type FaultRecovery, nameOf, unseenBecause } from './recoveries'

/** What a timeline shows. Times are seconds since the scenario began, latencies milliseconds. */
export interface TimelineData {
  from: number
  to: number
  throughput: { at: number; outcome: Outcome; rank: number; rate: number }[]
  latency: { at: number; p50: number | null; p99: number | null }[]
  faults: FaultSpan[]
  totals: Record<Outcome, number>
}

export interface FaultSpan {
  row: number
  label: string
  injectedAt: number
  /** The end of what was done: the healing of a fault that was held, otherwise the recovery. */
  doneAt: number
  /** The recovery, or the end of the timeline where nobody saw one. */
  overAt: number
  recoveredAt: number | null
}

/** Milliseconds a bucket may span, smallest first: what reads well on an axis of seconds. */
const spans = [100, 200, 250, 500, 1000, 2000, 5000, 10_000, 30_000, 60_000, 300_000, 900_000, 3_600_000]
const mostBuckets = 80

interface Axis {
  start: number
  end: number
  /** The width of a bucket; only the last one ends with the axis, be it a little earlier or later. */
  span: number
  count: number
}

function axisOf(operations: Iterable<Operation>, recoveries: readonly FaultRecovery[]): Axis {
  let [start, end] = [Infinity, -Infinity]
  for (const { dueAt, endedAt } of operations) {
    if (dueAt < start) start = dueAt
    if (endedAt > end) end = endedAt
  }
  for (const { fault } of recoveries) {
    start = Math.min(start, fault.injectedAt)
    end = Math.max(end, fault.effectAt, fault.healedAt ?? 0)
  }
  const span = spans.find((each) => (end - start) / each <= mostBuckets) ?? (end - start) / mostBuckets
  // A bucket begins with the first fault, so that none mixes what was before it with what came then.
  const [first] = recoveries
  if (first) start = first.fault.injectedAt - Math.ceil((first.fault.injectedAt - start) / span) * span
  return { start, end: Math.max(end, start + 1), span, count: Math.max(1, Math.round((end - start) / span)) }
}

/** The bucket of a moment. */
function bucketOf({ start, span, count }: Axis, moment: number): number {
  return Math.min(Math.floor((moment - start) / span), count - 1)
}

/** Where a bucket begins and ends. */
function boundsOf({ start, end, span, count }: Axis, bucket: number): [from: number, to: number] {
  return [start + bucket * span, bucket === count - 1 ? end : start + (bucket + 1) * span]
}

function throughputOf(operations: Iterable<Operation>, axis: Axis, since: number) {
  const counts: Record<Outcome, Float64Array> = {
    acknowledged: new Float64Array(axis.count),
    rejected: new Float64Array(axis.count),
    indeterminate: new Float64Array(axis.count),
  }
  for (const { outcome, endedAt } of operations) {
    const bucket = bucketOf(axis, endedAt)
    counts[outcome][bucket] = (counts[outcome][bucket] ?? 0) + 1
  }
  return outcomes.flatMap((outcome, rank) => {
    const steps = Array.from(counts[outcome], (count, bucket) => {
      const [from, to] = boundsOf(axis, bucket)
      return { at: (from - since) / 1000, outcome, rank, rate: (count / (to - from)) * 1000 }
    })
    // Once more at its end, so that the last step has a width.
    return [...steps, ...steps.slice(-1).map((step) => ({ ...step, at: (axis.end - since) / 1000 }))]
  })
}

function latencyOf(operations: Iterable<Operation>, axis: Axis, since: number) {
  const buckets = Array.from({ length: axis.count }, (): Durations | undefined => undefined)
  for (const { dueAt, endedAt } of operations) {
    const durations = (buckets[bucketOf(axis, dueAt)] ??= new Durations())
    durations.add(endedAt - dueAt)
  }
  return buckets.map((durations, bucket) => {
    const [from, to] = boundsOf(axis, bucket)
    const summary = durations?.summary()
    return { at: ((from + to) / 2 - since) / 1000, p50: summary?.p50 ?? null, p99: summary?.p99 ?? null }
  })
}

function labelOf(each: FaultRecovery, operations: Iterable<Operation>): string {
  const { fault, recovery, since } = each
  const lasted = fault.held ? ` of ${seconds(since - fault.effectAt)}` : ''
  if (!recovery.recovered) return `${nameOf(fault)}${lasted}: ${unseenBecause(each, operations)}`
  const after = seconds(recovery.after)
  return `${nameOf(fault)}${lasted}: recovered ${fault.held ? `${after} after its end` : `after ${after}`}`
}

function spanOf(recovery: FaultRecovery, row: number, end: number, since: number): Omit<FaultSpan, 'label'> {
  const { fault, recoveredAt } = recovery
  const second = (moment: number) => (moment - since) / 1000
  return {
    row,
    injectedAt: second(fault.injectedAt),
    doneAt: second((fault.held ? fault.healedAt : recoveredAt) ?? end),
    overAt: second(recoveredAt ?? end),
    recoveredAt: recoveredAt === undefined ? null : second(recoveredAt),
  }
}

/** Sums operations up by moment, so that what is drawn does not grow with them; undefined without any. */
export function timelineData(
  operations: OperationList,
  recoveries: readonly FaultRecovery[],
  since: number,
): TimelineData | undefined {
  if (operations.length === 0) return undefined
  const axis = axisOf(operations, recoveries)
  const totals = { acknowledged: 0, rejected: 0, indeterminate: 0 }
  for (const { outcome } of operations) totals[outcome]++
  return {
    from: (axis.start - since) / 1000,
    to: (axis.end - since) / 1000,
    throughput: throughputOf(operations, axis, since),
    latency: latencyOf(operations, axis, since),
    faults: recoveries.map((recovery, row) => ({
      label: labelOf(recovery, operations),
      ...spanOf(recovery, row, axis.end, since),
    })),
    totals,
  }
}
