import { describe } from '../checks/answers'
import type { Sending } from '../traffic/load'
import type { OperationList } from '../history/operations'
import { type Operation, type OperationKind, type Outcome, outcomes } from '../history/operation'
import { Durations } from '../traffic/latency'
import { markdownTable } from './markdown'
import type { Measurement } from './measurements'
import { percent, seconds } from './measurements'
import { type FaultRecovery, nameOf, unseenBecause } from './recoveries'

/** What was promised, what was measured, and whether it was kept. */
export function measurementTable(measurements: readonly Measurement[]): string {
  const rows = measurements.map(({ promise, objective, measured, kept }) => [
    promise,
    objective,
    measured,
    kept ? 'kept' : 'BROKEN',
  ])
  return markdownTable(['promise', 'objective', 'measured', 'verdict'], rows)
}

/** Operations by kind and outcome, with their latency from the intended send time. */
export function operationTable(operations: Iterable<Operation>): string {
  const kinds = new Map<OperationKind, Tally>()
  for (const { kind, outcome, dueAt, endedAt } of operations) {
    let tally = kinds.get(kind)
    if (!tally) kinds.set(kind, (tally = newTally()))
    tally.counts[outcome]++
    tally.durations.add(endedAt - dueAt)
  }
  const header = ['operation', ...outcomes, 'p50', 'p90', 'p99', 'max']
  return markdownTable(header, Array.from(kinds, operationRow))
}

interface Tally {
  counts: Record<Outcome, number>
  durations: Durations
}

function newTally(): Tally {
  return { counts: { acknowledged: 0, rejected: 0, indeterminate: 0 }, durations: new Durations() }
}

function operationRow([kind, { counts, durations }]: [OperationKind, Tally]): string[] {
  const latency = durations.summary()
  const times = latency ? [latency.p50, latency.p90, latency.p99, latency.max] : []
  return [
    kind,
    ...outcomes.map((outcome) => String(counts[outcome])),
    ...times.map((time) => `${time.toFixed(1)} ms`),
  ]
}

/** What the sending of requests was like by itself: what of the latency is the clients' own. */
export function sendingTable({ delay, lateness, dropped }: Sending): string {
  const { eventLoop, gc, utilization } = delay
  const times = ({ p50, p99, max }: { p50: number; p99: number; max: number }) =>
    [p50, p99, max].map((time) => `${time.toFixed(1)} ms`)
  const rows = [
    ...(eventLoop ? [['own delay', ...times(eventLoop)]] : []),
    ...(lateness ? [['sent later than due', ...times(lateness)]] : []),
    ['collecting garbage', `${gc.count} times`, '', `${gc.longest.toFixed(1)} ms`],
    ['busy', percent(utilization), '', ''],
    ...(lateness ? [['due, but never sent', String(dropped), '', '']] : []),
  ]
  return markdownTable(['the clients themselves', 'p50', 'p99', 'max'], rows)
}

/** What was done to the system, when, how long callers noticed, and how that is known. */
export function faultTable(
  recoveries: readonly FaultRecovery[],
  operations: Iterable<Operation>,
  since: number,
): string {
  const rows = recoveries.map((each) => faultRow(each, operations, since))
  return markdownTable(['fault', 'in effect at', 'healed at', 'recovered after', 'witness'], rows)
}

function faultRow(each: FaultRecovery, operations: Iterable<Operation>, since: number): string[] {
  const { fault, recovery } = each
  return [
    nameOf(fault),
    seconds(fault.effectAt - since),
    fault.healedAt === undefined ? '' : seconds(fault.healedAt - since),
    recovery.recovered ? seconds(recovery.after) : unseenBecause(each, operations),
    fault.witness,
  ]
}

/** The last operations, one a line, for a scenario that failed. */
export function lastOperations(operations: OperationList, since: number): string {
  const lines: string[] = []
  for (let index = Math.max(0, operations.length - 30); index < operations.length; index++) {
    const operation = operations.at(index)
    if (operation)
      lines.push(`${seconds(operation.sentAt - since)} client ${operation.client} ${describe(operation)}`)
  }
  return lines.join('\n')
}
