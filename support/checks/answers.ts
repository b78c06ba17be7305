import { RecoveryError } from '../errors'
import type { Operation } from '../history/operation'
import type { OperationList } from '../history/operations'

/** Milliseconds from sending a request to its end. */
export function durationOf({ sentAt, endedAt }: Operation): number {
  return endedAt - sentAt
}

/** Milliseconds from the moment a request was due to its answer; infinity where none came. */
function latencyOf({ dueAt, endedAt, status }: Operation): number {
  return status === undefined ? Infinity : endedAt - dueAt
}

/** The slowest of some operations; undefined when there are none. */
export function slowestOf(operations: Iterable<Operation>): Operation | undefined {
  let slowest: Operation | undefined
  for (const each of operations) if (!slowest || durationOf(each) > durationOf(slowest)) slowest = each
  return slowest
}

/** An operation as people read it: `register: 503 pool-exhausted after 1012 ms`. */
export function describe(operation: Operation): string {
  const { kind, status, code, outcome } = operation
  const answer = [status ?? 'no answer', code].filter(Boolean).join(' ')
  return `${kind}: ${answer} (${outcome}) after ${Math.round(durationOf(operation))} ms`
}

/** @throws RecoveryError `NOT_AS_PROMISED` when an operation does not keep the promise, `INCONCLUSIVE` without operations */
export function expectAll(
  operations: OperationList,
  promise: string,
  kept: (operation: Operation) => boolean,
): void {
  if (operations.length === 0)
    throw new RecoveryError('INCONCLUSIVE', `no request was made, so nothing shows that ${promise}`)
  let broken = 0
  let first: Operation | undefined
  for (const operation of operations) {
    if (kept(operation)) continue
    broken++
    first ??= operation
  }
  if (first) {
    throw new RecoveryError(
      'NOT_AS_PROMISED',
      `${broken} of ${operations.length} requests did not keep the promise that ${promise}; the first: ${describe(first)}`,
    )
  }
}

/** Every operation was acknowledged. */
export function expectAcknowledged(operations: OperationList): void {
  expectAll(operations, 'it is acknowledged', ({ outcome }) => outcome === 'acknowledged')
}

/** Nobody was promised anything, neither that it happened nor that it did not. */
export function expectIndeterminate(operations: OperationList): void {
  expectAll(operations, 'its outcome is left open', ({ outcome }) => outcome === 'indeterminate')
}

/** Every operation was refused with one of these problem codes, and nothing else. */
export function expectRefused(operations: OperationList, codes: readonly string[]): void {
  expectAll(
    operations,
    `it is refused as ${codes.join(' or ')}`,
    ({ outcome, status = 0, code = '' }) => outcome === 'rejected' && status < 500 && codes.includes(code),
  )
}

/** Seconds after which whoever was turned away may be asked to come back at the latest. */
const longestWait = 10

/** Of every two operations that follow one another one was acknowledged, and the other refused with one of these codes. */
export function expectOneOfTwo(operations: readonly Operation[], codes: readonly string[]): void {
  const refused = operations.filter(({ outcome }) => outcome !== 'acknowledged')
  for (let index = 0; index < operations.length; index += 2) {
    const pair = operations.slice(index, index + 2)
    if (pair.filter((each) => refused.includes(each)).length === 1) continue
    throw new RecoveryError(
      'NOT_AS_PROMISED',
      `expected that one of two is acknowledged, but they were ${pair.map(describe).join(' and ')}`,
    )
  }
  expectRefused(refused, codes)
}

/** Every operation was told to try again soon, that nothing was applied, and that within `bound` milliseconds. */
export function expectTurnedAway(operations: OperationList, bound: number): void {
  expectAll(
    operations,
    `it is told "try again later", and that nothing was applied, within ${bound / 1000} s`,
    (operation) => {
      const { outcome, status } = operation
      return (
        outcome === 'rejected' && status === 503 && isInvited(operation) && durationOf(operation) <= bound
      )
    },
  )
}

/** Whether an answer says when to try again, and that this is soon. */
export function isInvited({ retryAfter = 0 }: Operation): boolean {
  return retryAfter >= 1 && retryAfter <= longestWait
}

/** No operation took longer than `bound` milliseconds, whatever its outcome. */
export function expectBounded(operations: OperationList, bound: number): void {
  expectAll(operations, `it ends within ${bound / 1000} s`, (operation) => durationOf(operation) <= bound)
}

/**
 * Milliseconds from when they were due within which a share (0 to 1) of the requests was answered; infinity where fewer
 * ever were; undefined without any request.
 *
 * @param dropped - requests that were due and never sent
 */
export function latencyWithin(operations: OperationList, share: number, dropped = 0): number | undefined {
  const latencies = new Float64Array(operations.length + dropped).fill(Infinity)
  let next = 0
  for (const each of operations) latencies[next++] = latencyOf(each)
  // 55 % of 100 is a little more than 55 in floating point.
  return latencies.sort()[Math.ceil(share * latencies.length - 1e-9) - 1]
}

/** At least a share (0 to 1) of the requests was answered within `bound` milliseconds of the moment it was due. */
export function expectShareWithin(
  operations: OperationList,
  share: number,
  bound: number,
  dropped = 0,
): void {
  const latency = latencyWithin(operations, share, dropped)
  if (latency === undefined)
    throw new RecoveryError('INCONCLUSIVE', 'no request was made, so nothing shows how long one takes')
  if (latency <= bound) return
  const total = operations.length + dropped
  let late = dropped
  for (const each of operations) if (latencyOf(each) > bound) late++
  const unsent = dropped > 0 ? ` (${dropped} were never sent, because too many were unanswered)` : ''
  const allowed = Number(((1 - share) * 100).toFixed(3))
  throw new RecoveryError(
    'TOO_SLOW',
    `${late} of ${total} requests were not answered within ${bound / 1000} s${unsent}, which is more than ${allowed} %`,
  )
}

/** Every operation was given ids, and they are above all that were given before. */
export function expectNewIds(operations: OperationList, highest: bigint): void {
  expectAll(
    operations,
    `its id is above ${highest}, the highest given before`,
    ({ ids = [] }) => ids.length > 0 && ids.every((id) => BigInt(id) > highest),
  )
}

/** What only somebody inside should see: SQL, names of constraints and of code, addresses, stack traces. */
const inside =
  /\b(select|insert into|update .+ set|delete from|violates|constraint|users_\w+|node_modules|postgres|sqlstate|terminating connection|connection terminated|cancell?ing statement|timeout exceeded|E[A-Z]*CONN[A-Z]*|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|EPIPE|\d+\.\d+\.\d+\.\d+)\b|\bat .+:\d+:\d+/i

/** No answer shows what goes on inside the service. */
export function expectNothingRevealed(bodies: readonly string[]): void {
  if (bodies.length === 0)
    throw new RecoveryError('INCONCLUSIVE', 'no request was refused, so no answer could reveal anything')
  const revealing = bodies.find((body) => inside.test(body))
  if (revealing === undefined) return
  throw new RecoveryError(
    'NOT_AS_PROMISED',
    `an answer shows what goes on inside the service: ${revealing.slice(0, 500)}`,
  )
}
