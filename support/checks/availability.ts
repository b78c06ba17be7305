import { RecoveryError } from '../errors'
import type { Operation } from '../history/operation'

/**
 * Whether the service failed its caller: no complete answer, or a 5xx. A 4xx is the service at work.
 * Liveness says nothing about being served, so it counts neither way.
 */
export function isFailure({ kind, outcome, status }: Operation): boolean {
  return kind !== 'live' && (outcome === 'indeterminate' || (status !== undefined && status >= 500))
}

/** Whether the service served its caller. */
export function isSuccess({ kind, outcome }: Operation): boolean {
  return kind !== 'live' && outcome === 'acknowledged'
}

export interface Availability {
  requests: number
  failures: number
  /** Failures by requests, 0 to 1; NaN without requests. */
  errorRate: number
  /** How much of the allowed failures was spent: 1 is all of it. */
  budgetSpent: number
}

/** Judges the share of failed requests against an allowed share (0 to 1). */
export function availability(operations: Iterable<Operation>, allowed: number): Availability {
  let [requests, failures] = [0, 0]
  for (const operation of operations) {
    if (operation.kind !== 'live') requests++
    if (isFailure(operation)) failures++
  }
  const errorRate = failures / requests
  return { requests, failures, errorRate, budgetSpent: errorRate / allowed }
}

/** @throws RecoveryError `TOO_MANY_FAILURES`, or `INCONCLUSIVE` without requests */
export function expectAvailable({ requests, failures, errorRate }: Availability, allowed: number): void {
  if (requests === 0)
    throw new RecoveryError('INCONCLUSIVE', 'no request was made, so nothing shows that requests succeed')
  if (errorRate >= allowed) {
    throw new RecoveryError(
      'TOO_MANY_FAILURES',
      `${failures} of ${requests} requests failed, which is not fewer than ${Number((allowed * 100).toFixed(3))} %`,
    )
  }
}
