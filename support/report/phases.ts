import { isFailure } from '../checks/availability'
import type { Operation } from '../history/operation'
import { Durations } from '../traffic/latency'
import { markdownTable } from './markdown'
import type { FaultRecovery } from './recoveries'

export const phases = ['before', 'during', 'after'] as const
export type Phase = (typeof phases)[number]

/**
 * To which phase of a scenario an operation belongs. A request that was under way at any moment between a fault's
 * injection and the recovery from it belongs to that fault, however early it was sent.
 */
export function phaseOf({ dueAt, endedAt }: Operation, recoveries: readonly FaultRecovery[]): Phase {
  const disturbed = recoveries.some(
    ({ fault, recoveredAt = Infinity }) => endedAt >= fault.injectedAt && dueAt < recoveredAt,
  )
  if (disturbed) return 'during'
  return recoveries.some(({ fault }) => dueAt >= fault.injectedAt) ? 'after' : 'before'
}

const titles: Record<Phase, string> = {
  before: 'before the first fault',
  during: 'from a fault to recovery',
  after: 'after recovery',
}

/** Latency and failures before, during and after the faults of a scenario. */
export function phaseTable(operations: Iterable<Operation>, recoveries: readonly FaultRecovery[]): string {
  const durations = { before: new Durations(), during: new Durations(), after: new Durations() }
  const failures = { before: 0, during: 0, after: 0 }
  for (const operation of operations) {
    const phase = phaseOf(operation, recoveries)
    durations[phase].add(operation.endedAt - operation.dueAt)
    if (isFailure(operation)) failures[phase]++
  }
  const rows = phases.flatMap((phase) => {
    const latency = durations[phase].summary()
    if (!latency) return []
    const times = [latency.p50, latency.p99, latency.max].map((time) => `${time.toFixed(1)} ms`)
    return [[titles[phase], String(latency.count), String(failures[phase]), ...times]]
  })
  return markdownTable(['phase', 'requests', 'failed', 'p50', 'p99', 'max'], rows)
}
