import { isFailure } from '../checks/availability'
import type { Operation } from '../history/operation'
import { summarize } from '../traffic/latency'
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
export function phaseTable(operations: readonly Operation[], recoveries: readonly FaultRecovery[]): string {
  const byPhase = Map.groupBy(operations, (operation) => phaseOf(operation, recoveries))
  const rows = phases.flatMap((phase) => {
    const inPhase = byPhase.get(phase) ?? []
    const latency = summarize(inPhase)?.fromDue
    if (!latency) return []
    const times = [latency.p50, latency.p99, latency.max].map((time) => `${time.toFixed(1)} ms`)
    return [[titles[phase], String(inPhase.length), String(inPhase.filter(isFailure).length), ...times]]
  })
  return markdownTable(['phase', 'requests', 'failed', 'p50', 'p99', 'max'], rows)
}
