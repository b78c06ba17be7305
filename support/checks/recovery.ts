import { RecoveryError } from '../errors'
import type { FaultRecord } from '../history/fault'
import type { Operation } from '../history/operation'
import { describe, durationOf } from './answers'
import { isFailure, isSuccess } from './availability'

/** How long a run of successes must stay unbroken, in milliseconds, for its first one to count as recovery. */
export const unbroken = 1000

/** How long whoever is served may have waited, in milliseconds; who waited longer has not noticed any recovery. */
export const patience = 2000

export type Recovery =
  | {
      recovered: true
      /** Milliseconds from `since` to the first success of the unbroken run. */
      after: number
    }
  | {
      recovered: false
      /** The latest request that failed or waited too long, for the message. */
      lastFailure: Operation | undefined
    }

/**
 * The time from `since`, when a fault took effect or was healed, to the first success of a run of successes that
 * stays unbroken for one second.
 *
 * Only requests sent after `since` are evidence, since an earlier one may have been served by what the fault took
 * away. A request that fails, or is served only after more than two seconds, breaks the run when it was sent after the
 * run's first success: one that was sent during the outage and fails later, at its timeout, still belongs to the outage.
 * The run must be seen to last: it takes a success sent no less than a second after the first one ended, and before any
 * failure.
 *
 * @param answeredUntil - requests sent before this moment have ended; of later ones nobody knows yet whether they fail
 */
export function recoveryAfter(
  operations: Iterable<Operation>,
  since: number,
  answeredUntil = Infinity,
): Recovery {
  const { failuresSent, successesSent, successesEnded, lastFailure } = evidenceOf(operations, since)
  let next = 0
  let proof = 0
  for (const endedAt of successesEnded) {
    while ((failuresSent[next] ?? Infinity) < endedAt) next++
    while ((successesSent[proof] ?? Infinity) < endedAt + unbroken) proof++
    const seenToLastAt = successesSent[proof]
    const brokenAt = Math.min(failuresSent[next] ?? Infinity, answeredUntil)
    if (seenToLastAt !== undefined && seenToLastAt < brokenAt)
      return { recovered: true, after: endedAt - since }
  }
  return { recovered: false, lastFailure }
}

/**
 * The recovery from a fault. For one that was held it is counted from the beginning of its undoing, for any other from
 * the moment at which it had provably taken effect, or at which it first cost a request its answer, if that was sooner:
 * what witnesses an effect takes its time, and so does what brings it about.
 *
 * @param answeredUntil - see `recoveryAfter`
 */
export function recoveryFrom(
  operations: Iterable<Operation>,
  fault: FaultRecord,
  answeredUntil?: number,
): Recovery {
  if (fault.healedAt !== undefined) return recoveryAfter(operations, fault.healedAt, answeredUntil)
  const recovery = recoveryAfter(operations, fault.effectAt, answeredUntil)
  if (!recovery.recovered) return recovery
  return { recovered: true, after: recovery.after + fault.effectAt - countedFrom(operations, fault) }
}

/** The moment from which recovery is counted; see `recoveryFrom`. */
export function countedFrom(
  operations: Iterable<Operation>,
  { injectedAt, effectAt, healedAt }: FaultRecord,
): number {
  if (healedAt !== undefined) return healedAt
  let noticedAt = effectAt
  for (const operation of operations) {
    const { endedAt } = operation
    if (endedAt >= injectedAt && endedAt < noticedAt && isFailure(operation)) noticedAt = endedAt
  }
  return noticedAt
}

/** Whether somebody failed to be served, or was served later than people wait. */
function isUnserved(operation: Operation): boolean {
  return isFailure(operation) || (isSuccess(operation) && durationOf(operation) > patience)
}

/** The moments that tell of recovery, each kind in order, and the failure that was sent last. */
function evidenceOf(operations: Iterable<Operation>, since: number) {
  const failuresSent: number[] = []
  const successesSent: number[] = []
  const successesEnded: number[] = []
  let lastFailure: Operation | undefined
  for (const operation of operations) {
    const { sentAt, endedAt } = operation
    if (sentAt < since) continue
    if (isUnserved(operation)) {
      failuresSent.push(sentAt)
      if (sentAt >= (lastFailure?.sentAt ?? -Infinity)) lastFailure = operation
    } else if (isSuccess(operation)) {
      successesSent.push(sentAt)
      successesEnded.push(endedAt)
    }
  }
  return {
    failuresSent: new Float64Array(failuresSent).sort(),
    successesSent: new Float64Array(successesSent).sort(),
    successesEnded: new Float64Array(successesEnded).sort(),
    lastFailure,
  }
}

/** @throws RecoveryError `NOT_RECOVERED` unless recovery came within `objective` milliseconds */
export function expectRecovered(recovery: Recovery, objective: number): void {
  if (recovery.recovered && recovery.after <= objective) return
  const reason = recovery.recovered
    ? `it took ${Math.round(recovery.after)} ms`
    : `the latest that was not served in time: ${recovery.lastFailure ? describe(recovery.lastFailure) : 'none, but no success lasted either'}`
  throw new RecoveryError(
    'NOT_RECOVERED',
    `the service did not recover within ${objective / 1000} s; ${reason}`,
  )
}
