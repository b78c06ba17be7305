import {
  durationOf,
  expectBounded,
  expectShareWithin,
  expectTurnedAway,
  latencyWithin,
  slowestOf,
} from './checks/answers'
import { availability, expectAvailable } from './checks/availability'
import { durability, expectDurable } from './checks/durability'
import { expectRecovered, recoveryFrom, unbroken } from './checks/recovery'
import { now } from './clock'
import { RecoveryError } from './errors'
import type { FaultRecord } from './history/fault'
import type { Operation } from './history/operation'
import type { OperationList } from './history/operations'
import { until } from './poll'
import { readBack } from './read_back'
import { percent } from './report/measurements'
import { requirePunctual } from './traffic/latency'
import type { RecoveryWorld } from './world'

// Each of these gathers the evidence, notes what was measured, and only then judges it.

/** Recovery from the latest fault, as everybody sees it who uses the service. */
export function expectRecovery(world: RecoveryWorld, objective: number): Promise<void> {
  const fault = world.history.faults.at(-1)
  if (!fault)
    throw new RecoveryError('NO_FAULT', 'no fault has taken effect, so there is nothing to recover from')
  return expectRecoveryFrom(fault, world, objective, () => true)
}

/** Undoes the fault in force; recovery as those see it who want to register. */
export async function expectRegistrations(world: RecoveryWorld, objective: number): Promise<void> {
  const fault = await world.heal()
  await expectRecoveryFrom(fault, world, objective, ({ kind }) => kind === 'register')
}

/**
 * Waits until the traffic shows recovery from a fault, or can no longer show it within `objective` ms.
 *
 * @param counts - which requests tell of recovery
 * @throws RecoveryError `NOT_RECOVERED`
 */
async function expectRecoveryFrom(
  fault: FaultRecord,
  { history, measurements, callers }: RecoveryWorld,
  objective: number,
  counts: (operation: Operation) => boolean,
): Promise<void> {
  const tooLate = (fault.healedAt ?? fault.effectAt) + objective + unbroken + 1000
  const recovery = await until(
    'recovery',
    () => {
      const answeredUntil = Math.min(now(), callers.answeredUntil)
      const seen = recoveryFrom(filtered(history.operations, counts), fault, answeredUntil)
      return seen.recovered || answeredUntil > tooLate ? seen : undefined
    },
    { within: objective + 30_000, every: 100 },
  )
  measurements.recovery(recovery, objective)
  expectRecovered(recovery, objective)
}

function filtered(operations: Iterable<Operation>, counts: (operation: Operation) => boolean): Operation[] {
  return [...operations].filter(counts)
}

/** Ends the traffic, reads everything back and judges it. */
export async function expectDurability(world: RecoveryWorld): Promise<void> {
  await world.settle()
  const { history, journal, measurements } = world
  world.judgedOperations = history.operations.length
  const stored = await readBack(world.client, world.platform.database)
  journal.storedUsers(stored)
  const verdict = durability(history.operations, stored)
  measurements.durability(verdict)
  expectDurable(verdict)
}

/** Lets a load that has an end come to it, and judges the share (0 to 1) of requests that failed. */
export async function expectAvailability(world: RecoveryWorld, allowed: number): Promise<void> {
  const { endsAt } = world.callers.schedule
  if (Number.isFinite(endsAt)) await world.loadUntil(endsAt)
  await world.settle()
  const verdict = availability(world.history.operations, allowed)
  world.measurements.availability(verdict, allowed)
  expectAvailable(verdict, allowed)
}

/**
 * Judges a percentile (0 to 1) of the latency, counted from when requests were due, against a bound in ms.
 *
 * @throws RecoveryError `TOO_SLOW`; `LOAD_GENERATOR_LATE` when it was the clients who were slow
 */
export async function expectLatency(world: RecoveryWorld, share: number, bound: number): Promise<void> {
  await world.settle()
  const { operations } = world.history
  const { sending } = world.callers
  const latency = latencyWithin(operations, share, sending?.dropped)
  if (latency !== undefined) world.measurements.duration(`${percent(share)} of the requests`, latency, bound)
  // No client's lateness explains an answer that never came.
  if (latency !== undefined && latency > bound && latency < Infinity && sending?.lateness)
    requirePunctual(sending.lateness, bound / 10)
  expectShareWithin(operations, share, bound, sending?.dropped)
}

/** Judges the longest request of the scenario against a bound in ms. */
export async function expectNoneHung(world: RecoveryWorld, bound: number): Promise<void> {
  await world.settle()
  noteSlowest(world, world.history.operations, 'slowest request', bound)
  expectBounded(world.history.operations, bound)
}

/** Judges how what the scenario asked for was turned away, and how soon, in ms. */
export function expectTurnedAwayWithin(world: RecoveryWorld, bound: number): void {
  noteSlowest(world, world.asked, 'turned away', bound)
  expectTurnedAway(world.asked, bound)
}

function noteSlowest(
  { measurements }: RecoveryWorld,
  operations: OperationList,
  promise: string,
  bound: number,
): void {
  const slowest = slowestOf(operations)
  if (slowest) measurements.duration(promise, durationOf(slowest), bound)
}
