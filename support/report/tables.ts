import { describe } from '../checks/answers'
import type { Operation, OperationKind, Outcome } from '../history/operation'
import { summarize } from '../traffic/latency'
import { markdownTable } from './markdown'
import type { Measurement } from './measurements'
import { seconds } from './measurements'
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

const outcomes = ['acknowledged', 'rejected', 'indeterminate'] as const satisfies readonly Outcome[]

/** Operations by kind and outcome, with their latency from the intended send time. */
export function operationTable(operations: readonly Operation[]): string {
  const kinds = [...new Set(operations.map(({ kind }) => kind))]
  const header = ['operation', ...outcomes, 'p50', 'p90', 'p99', 'max']
  return markdownTable(
    header,
    kinds.map((kind) =>
      operationRow(
        kind,
        operations.filter((operation) => operation.kind === kind),
      ),
    ),
  )
}

function operationRow(kind: OperationKind, operations: readonly Operation[]): string[] {
  const counts = outcomes.map((outcome) =>
    String(operations.filter((operation) => operation.outcome === outcome).length),
  )
  const latency = summarize(operations)?.fromDue
  const times = latency ? [latency.p50, latency.p90, latency.p99, latency.max] : []
  return [kind, ...counts, ...times.map((time) => `${time.toFixed(1)} ms`)]
}

/** What was done to the system, when, how long callers noticed, and how that is known. */
export function faultTable(
  recoveries: readonly FaultRecovery[],
  operations: readonly Operation[],
  since: number,
): string {
  const rows = recoveries.map((each) => faultRow(each, operations, since))
  return markdownTable(['fault', 'in effect at', 'healed at', 'recovered after', 'witness'], rows)
}

function faultRow(each: FaultRecovery, operations: readonly Operation[], since: number): string[] {
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
export function lastOperations(operations: readonly Operation[], since: number): string {
  return operations
    .slice(-30)
    .map(
      (operation) => `${seconds(operation.sentAt - since)} client ${operation.client} ${describe(operation)}`,
    )
    .join('\n')
}
