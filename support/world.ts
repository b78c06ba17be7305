import { setWorldConstructor, World } from '@cucumber/cucumber'
import { Callers } from './callers'
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
import type { Operation, UserContent } from './history/operation'
import { probe } from './loads'
import { expectStillHeld, untilMoment, waitUntilHeldUp } from './observations'
import { acknowledgedUsers, type KnownUser, People } from './people'
import type { Incarnation, Platform } from './platform/platform'
import { Random } from './random'
import type { JournalWriter } from './report/journal'
import { LiveLine } from './report/live_line'
import { Measurements } from './report/measurements'
import { assertSteady } from './steady_state'
import { type Answer, UsersClient } from './traffic/client'

/** One scenario: its stack, its traffic, what happened, and what was judged. */
export class RecoveryWorld extends World<Parameters> {
  readonly history = new History()
  readonly faults = new FaultInjector(this.history)
  readonly measurements = new Measurements()
  platform!: Platform
  journal!: JournalWriter
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
  callers!: Callers
  /** How many operations there were when durability was judged. */
  judgedOperations = 0
  readonly startedAt = now()
  hasBegun = false

  /** Called once the stack is there; `random` decides everything that is drawn. */
  begin(platform: Platform, random: Random, journal: JournalWriter): void {
    this.journal = journal
    this.history.tell(journal)
    this.hasBegun = true
    this.platform = platform
    this.client = new UsersClient(platform.apiUrl)
    this.random = random
    this.people = new People(random)
    this.callers = new Callers(platform.apiUrl, this.history, random)
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
  register(count: number, from = this.client): Promise<Operation[]> {
    return this.ask(...this.people.several(count).map((user, client) => from.register(user, { client })))
  }

  /** Sends registrations, so many at a time: each lane waits for its answer before it sends the next. */
  async registerInLanes(users: readonly UserContent[], lanes: number): Promise<Operation[]> {
    const waiting = users.values()
    const lane = async (_: unknown, client: number): Promise<Operation[]> => {
      const sent: Operation[] = []
      for (const user of waiting) sent.push(...(await this.ask(this.client.register(user, { client }))))
      return sent
    }
    return (await Promise.all(Array.from({ length: lanes }, lane))).flat()
  }

  /**
   * Sends registrations that cannot end until the lock on the users table is released, and waits until they wait.
   *
   * @param patience - milliseconds after which those who sent them hang up; they wait long unless told otherwise
   */
  async holdRegistrations(count: number, patience?: number): Promise<void> {
    const send = (): Promise<Operation[]> => {
      if (patience === undefined) return this.register(count)
      const impatient = new UsersClient(this.platform.apiUrl, { timeout: patience })
      return this.register(count, impatient).finally(() => {
        impatient.close()
      })
    }
    await this.holdUp(lockUsers(this.platform.database), count, send)
  }

  /** Sends registrations that are stored, and whose clients do not learn it until the fault is healed. */
  async withholdRegistrations(count: number): Promise<void> {
    await this.holdUp(withholdCommits(this.platform.database), count, () => this.register(count), 'withheld')
  }

  /** Sends requests that `fault` keeps from ending, and waits until it holds up exactly `count` connections. */
  async holdUp(
    fault: Fault,
    count: number,
    send: () => Promise<Operation[]>,
    how: 'blocked' | 'withheld' = 'blocked',
  ): Promise<void> {
    await this.disturb(fault)
    this.inFlight.push(send())
    await waitUntilHeldUp(this.platform, count, how)
  }

  /**
   * Lets the load go on until a moment of its schedule, telling how it goes.
   *
   * @throws RecoveryError `NO_END` where the schedule has no such moment
   */
  async loadUntil(moment: number): Promise<void> {
    if (!Number.isFinite(moment))
      throw new RecoveryError(
        'NO_END',
        'no load runs that comes to an end; begin the scenario with "… for 60 seconds"',
      )
    const line = new LiveLine(this.callers.schedule, this.history)
    try {
      await untilMoment(moment)
    } finally {
      line.end()
    }
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
    await this.callers.stop()
    await Promise.all(this.inFlight)
  }

  /** Checks the steady state, makes sure that there is something to lose and somebody to notice, and injects a fault. */
  async disturb(fault: Fault): Promise<FaultRecord> {
    if (this.history.faults.length === 0) await this.assertSteady()
    await this.callers.untilInUse()
    await this.noteApiLife()
    const held = this.faults.latestInForce
    const record = await this.faults.inject(fault)
    if (held && this.inFlight.length > 0) expectStillHeld(this.history.operations, held, record)
    // Only now, so that nobody writes anything unasked before the fault. One that is held is noticed from its
    // healing on; until then the scenario decides who calls.
    if (!this.callers.active && !record.held) await this.callers.start(probe)
    return record
  }

  /** Remembers which life the API lives now. */
  async noteApiLife(): Promise<void> {
    this.apiLife = (await this.platform.status('api')).incarnation
  }

  /** Undoes the fault in force, tells which it was, and makes sure that somebody notices. */
  async heal(): Promise<FaultRecord> {
    if (!this.callers.active) await this.callers.start(probe)
    const healed = await this.faults.healLatest()
    if (!healed) throw new RecoveryError('NO_FAULT', 'no fault is in force, so none can be undone')
    return healed
  }

  assertSteady(): Promise<void> {
    return assertSteady(this.client, this.people.next(), this.history.record)
  }
}

setWorldConstructor(RecoveryWorld)
