import { now } from '../clock'
import type { Operation } from '../history/operation'
import type { Random } from '../random'
import { type ArrivalPattern, arrivals } from './arrivals'
import type { UsersClient } from './client'
import { Durations, type Summary } from './latency'
import { Pacer } from './pacer'
import type { Traffic } from './traffic'
import { perform, type Request, Script, type Workload } from './workload'

export interface OpenLoopOptions {
  client: UsersClient
  workload: Workload
  /** Arrivals per second. One process keeps up with a few thousand; see bench/README.md. */
  rate: number
  pattern: ArrivalPattern
  random: Random
  /** Called with each operation as it ends. */
  record: (operation: Operation) => void
  /** Requests that may be unanswered at once; arrivals beyond are dropped. 1000 unless told otherwise. */
  maxInFlight?: number
  /**
   * Milliseconds of unrecorded requests at the same rate before the first recorded one; none unless told otherwise.
   * Until the client's code is compiled it delays requests by itself. These requests store nothing.
   */
  warmUp?: number
}

export interface OpenTraffic extends Traffic {
  /** When the first recorded arrival can be due: after the warm-up. Milliseconds since the Unix epoch. */
  readonly startsAt: number
  /** Arrivals that were never sent, because too many requests were in flight. */
  readonly dropped: number
  /** From due to sent, of recorded arrivals; undefined while none was sent. */
  readonly lateness: Summary | undefined
}

/**
 * Starts requests at a rate that does not depend on the answers, as a public service sees them.
 *
 * Each operation says when it was due, so that a stall counts for every request it delayed (see `summarize`).
 * The client number tells apart requests that overlap; a number is used again once its request has ended.
 *
 * @throws RecoveryError `INVALID_WORKLOAD` as `Script` does
 */
export function startOpenLoop(options: OpenLoopOptions): OpenTraffic {
  return new OpenLoop(options)
}

/** Listing warms up the service's way to the database too, and like every warm-up request it stores nothing. */
const WARM_UP: Request = { kind: 'list' }

class OpenLoop implements OpenTraffic {
  readonly startsAt: number
  private readonly options: OpenLoopOptions
  private readonly script: Script
  private readonly late = new Durations()
  private readonly flying = new Set<Promise<void>>()
  private readonly freeClients: number[] = []
  private readonly warmUp: Pacer
  private readonly pacer: Pacer
  private clients = 0
  private lost = 0

  constructor(options: OpenLoopOptions) {
    const { workload, pattern, rate, random, warmUp = 0 } = options
    this.options = options
    this.script = new Script(workload, 0, random)
    const begin = now()
    this.startsAt = begin + warmUp
    this.warmUp = new Pacer(begin, endingAt(warmUp, arrivals('constant', rate, random)), () => {
      this.sendUnrecorded()
    })
    this.pacer = new Pacer(this.startsAt, arrivals(pattern, rate, random.fork('arrivals')), (dueAt) => {
      this.sendRecorded(dueAt)
    })
  }

  get inFlight(): number {
    return this.flying.size
  }

  get dropped(): number {
    return this.lost
  }

  get lateness(): Summary | undefined {
    return this.late.summary()
  }

  async stop(): Promise<void> {
    this.warmUp.stop()
    this.pacer.stop()
    await Promise.all(this.flying)
  }

  private sendUnrecorded(): void {
    if (this.isFull()) return
    this.track(perform(this.options.client, WARM_UP, { client: 0 }).then(() => undefined))
  }

  private sendRecorded(dueAt: number): void {
    if (this.isFull()) {
      this.lost += 1
      return
    }
    const client = this.freeClients.pop() ?? this.clients++
    const answer = perform(this.options.client, this.script.next(), { client, dueAt })
    this.track(
      answer.then(({ operation }) => {
        this.freeClients.push(client)
        this.note(operation)
      }),
    )
  }

  private note(operation: Operation): void {
    this.late.add(operation.sentAt - operation.dueAt)
    this.script.learn(operation)
    this.options.record(operation)
  }

  private isFull(): boolean {
    const { maxInFlight = 1000 } = this.options
    return this.flying.size >= maxInFlight
  }

  private track(flight: Promise<void>): void {
    this.flying.add(flight)
    flight.then(
      () => this.flying.delete(flight),
      // Kept among those in flight, so that an error of `record` surfaces in stop().
      () => undefined,
    )
  }
}

/** The offsets before `end`; from then on infinity, which is never due. */
function endingAt(end: number, nextOffset: () => number): () => number {
  return () => {
    const offset = nextOffset()
    return offset < end ? offset : Infinity
  }
}
