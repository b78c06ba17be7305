import { setWorldConstructor, World } from '@cucumber/cucumber'
import { durationOf, slowestOf } from './checks/answers'
import { durability, expectDurable } from './checks/durability'
import { expectRecovered, recoveryAfter, unbroken } from './checks/recovery'
import { now } from './clock'
import type { Parameters } from './config'
import { type Changes, changesBetween, type Fingerprints, fingerprints } from './database/contents'
import { RecoveryError } from './errors'
import type { Fault } from './faults/fault'
import { FaultInjector } from './faults/injector'
import { lockUsers } from './faults/lock'
import { withholdCommits } from './faults/withheld_commit'
import type { FaultRecord } from './history/fault'
import { History } from './history/history'
import type { Operation } from './history/operation'
import { type Load, probe } from './loads'
import { untilMoment, waitUntilHeldUp } from './observations'
import { acknowledgedUsers, type KnownUser, People } from './people'
import type { Incarnation, Platform } from './platform/platform'
import { until } from './poll'
import { Random } from './random'
import { readBack } from './read_back'
import { LiveLine } from './report/live_line'
import { Measurements, percent } from './report/measurements'
import { assertSteady } from './steady_state'
import { type Answer, UsersClient } from './traffic/client'
import { startClosedLoop } from './traffic/closed_loop'
import type { Traffic } from './traffic/traffic'

/** One scenario: its stack, its traffic, what happened, and what was judged. */
export class RecoveryWorld extends World<Parameters> {
  readonly history = new History()
  readonly faults = new FaultInjector(this.history)
  readonly measurements = new Measurements()
  platform!: Platform
  client!: UsersClient
  random!: Random
  people!: People
  /** What became of the requests that the scenario's `When` sent. */
  asked: Operation[] = []
  /** The bodies of the answers that were no success. */
  readonly problems: string[] = []
  /** Requests sent before the scenario's `When`, which cannot end yet. */
  inFlight: Promise<Operation[]>[] = []
  /** The contents of the database before the scenario's `When`. */
  before: Fingerprints | undefined
  /** The life of the API that must not have been replaced. */
  apiLife: Incarnation | undefined
  /** When the latest traffic started, in milliseconds since the epoch, and how long it goes on. */
  load = { startedAt: NaN, endsAt: NaN }
  durabilityJudged = false
  readonly startedAt = now()
  hasBegun = false
  private traffic: Traffic | undefined
  private loops = 0

  /** Called once the stack is there; `random` decides everything that is drawn. */
  begin(platform: Platform, random: Random): void {
    this.hasBegun = true
    this.platform = platform
    this.client = new UsersClient(platform.apiUrl)
    this.random = random
    this.people = new People(random)
  }

  /** Awaits requests and records them. */
  async ask(...requests: Promise<Answer>[]): Promise<Operation[]> {
    const answers = await Promise.all(
      requests.map(async (request) => {
        const answer = await request
        this.history.record(answer.operation)
        if (answer.operation.outcome !== 'acknowledged' && answer.body)
          this.problems.push(JSON.stringify(answer.body))
        return answer
      }),
    )
    return answers.map(({ operation }) => operation)
  }

  /** Sends registrations of new users, all at once. */
  register(count: number): Promise<Operation[]> {
    return this.ask(
      ...this.people.several(count).map((user, client) => this.client.register(user, { client })),
    )
  }

  /** Starts traffic that goes on until the scenario settles. */
  startTraffic({ clients, mix, thinkTime, duration = Infinity }: Load): void {
    const tag = `load-${++this.loops}`
    const { client, history, random } = this
    this.load = { startedAt: now(), endsAt: now() + duration }
    this.traffic = startClosedLoop({
      ...{ client, clients, thinkTime, record: history.record },
      ...{ workload: { mix, tag }, random: random.fork(tag) },
    })
  }

  /** Sends registrations that cannot end until the lock on the users table is released, and waits until they wait. */
  async holdRegistrations(count: number): Promise<void> {
    await this.disturb(lockUsers(this.platform.database))
    this.inFlight.push(this.register(count))
    await waitUntilHeldUp(this.platform, count, 'blocked')
  }

  /** Sends registrations that are stored, and whose clients do not learn it until the fault is healed. */
  async withholdRegistrations(count: number): Promise<void> {
    await this.disturb(withholdCommits(this.platform.database))
    this.inFlight.push(this.register(count))
    await waitUntilHeldUp(this.platform, count, 'withheld')
  }

  /** Lets the load go on until a moment of its schedule, telling how it goes. */
  async loadUntil(moment: number): Promise<void> {
    const line = new LiveLine(this.load, this.history)
    try {
      await untilMoment(moment)
    } finally {
      line.end()
    }
  }

  /** Notes the longest of some operations against a bound in milliseconds. */
  measureSlowest(operations: readonly Operation[], promise: string, bound: number): void {
    const slowest = slowestOf(operations)
    if (slowest) this.measurements.duration(promise, durationOf(slowest), bound)
  }

  /** Notes a percentile of the latency, from when requests were due, against a bound in milliseconds. */
  measurePercentile(share: number, bound: number): void {
    const latencies = this.history.operations
      .map(({ dueAt, endedAt }) => endedAt - dueAt)
      .sort((a, b) => a - b)
    const latency = latencies[Math.ceil(share * latencies.length) - 1]
    if (latency !== undefined) this.measurements.duration(`${percent(share)} of the requests`, latency, bound)
  }

  /** A user whom the service stored before the scenario's `When`. */
  storedUser(): KnownUser {
    const [user] = acknowledgedUsers(this.history.operations)
    if (!user)
      throw new RecoveryError('NO_USER', 'no user is stored yet; begin the scenario with stored users')
    return user
  }

  /** Remembers the contents of the database, for `changes`. */
  async remember(): Promise<void> {
    this.before = await fingerprints(this.platform.database)
  }

  /** How the contents of the database differ from what was remembered. */
  async changes(): Promise<Changes> {
    if (!this.before?.size)
      throw new RecoveryError('INCONCLUSIVE', 'no content was remembered that could have changed')
    return changesBetween(this.before, await fingerprints(this.platform.database))
  }

  /** Undoes what is still in force, ends the traffic and awaits what is in flight. */
  async settle(): Promise<void> {
    await this.faults.healAll()
    await this.traffic?.stop()
    this.traffic = undefined
    await Promise.all(this.inFlight)
  }

  /** Checks the steady state, makes sure that somebody notices, and injects a fault. */
  async disturb(fault: Fault): Promise<FaultRecord> {
    if (this.history.faults.length === 0) await this.assertSteady()
    await this.noteApiLife()
    const record = await this.faults.inject(fault)
    // Only now, so that nobody writes anything unasked before the fault. One that is held is noticed from its
    // healing on; until then the scenario decides who calls.
    if (!this.traffic && !record.held) this.startTraffic(probe)
    return record
  }

  /** Remembers which life the API lives now. */
  async noteApiLife(): Promise<void> {
    this.apiLife = (await this.platform.status('api')).incarnation
  }

  /** Undoes the fault in force and makes sure that somebody notices. */
  async heal(): Promise<void> {
    if (!this.traffic) this.startTraffic(probe)
    await this.faults.healLatest()
  }

  assertSteady(): Promise<void> {
    return assertSteady(this.client, this.people.next(), this.history.record)
  }

  /**
   * Waits until the traffic shows recovery from the latest fault, or can no longer show it within `objective` ms.
   *
   * @throws RecoveryError `NOT_RECOVERED`
   */
  async expectRecovery(objective: number): Promise<void> {
    const fault = this.history.faults.at(-1)
    if (!fault)
      throw new RecoveryError('NO_FAULT', 'no fault has taken effect, so there is nothing to recover from')
    const since = fault.healedAt ?? fault.effectAt
    const tooLate = since + objective + unbroken + 1000
    const recovery = await until(
      'recovery',
      () => {
        const seen = recoveryAfter(this.history.operations, since)
        return seen.recovered || now() > tooLate ? seen : undefined
      },
      { within: objective + 30_000, every: 100 },
    )
    this.measurements.recovery(recovery, objective)
    expectRecovered(recovery, objective)
  }

  /** Ends the traffic, reads everything back and judges it. */
  async judgeDurability(): Promise<void> {
    await this.settle()
    this.durabilityJudged = true
    const verdict = durability(this.history.operations, await readBack(this.client, this.platform.database))
    this.measurements.durability(verdict)
    expectDurable(verdict)
  }
}

setWorldConstructor(RecoveryWorld)
