import { now } from './clock'
import type { History } from './history/history'
import type { Load } from './loads'
import type { Random } from './random'
import type { UsersClient } from './traffic/client'
import { type ClientDelay, watchClientDelay } from './traffic/client_delay'
import { startClosedLoop } from './traffic/closed_loop'
import type { Summary } from './traffic/latency'
import { type OpenTraffic, startOpenLoop } from './traffic/open_loop'
import type { Traffic } from './traffic/traffic'

/** What the sending of requests itself was like, so that a slow client is not blamed on the service. */
export interface Sending {
  delay: ClientDelay
  /** Of requests that arrive on a schedule: milliseconds from due to sent; undefined for clients who wait for answers. */
  lateness: Summary | undefined
  /** Requests that were due and never sent. */
  dropped: number
}

/** Milliseconds of requests before those that count: what sends them is slow until it is compiled. */
const warmUp = 1000

/** Those who call the service while a scenario goes on. */
export class Callers {
  /** When the latest load started, in milliseconds since the epoch, and when it is to end. */
  schedule = { startedAt: NaN, endsAt: NaN }
  /** How the latest load was sent; undefined until it has ended. */
  sending: Sending | undefined
  private readonly client: UsersClient
  private readonly history: History
  private readonly random: Random
  private traffic: Traffic | OpenTraffic | undefined
  private watch: ReturnType<typeof watchClientDelay> | undefined
  private loads = 0

  constructor({ client, history, random }: { client: UsersClient; history: History; random: Random }) {
    this.client = client
    this.history = history
    this.random = random
  }

  get active(): boolean {
    return this.traffic !== undefined
  }

  /** Starts a load that goes on until it is stopped. */
  start(load: Load): void {
    const { client, history } = this
    const tag = `load-${++this.loads}`
    const random = this.random.fork(tag)
    const common = { client, random, record: history.record, workload: { mix: load.mix, tag } }
    let startedAt = now()
    if ('rate' in load) {
      const traffic = startOpenLoop({ ...common, rate: load.rate, pattern: 'poisson', warmUp })
      startedAt = traffic.startsAt
      this.traffic = traffic
    } else {
      const { clients, thinkTime } = load
      this.traffic = startClosedLoop({ ...common, clients, thinkTime })
    }
    this.schedule = { startedAt, endsAt: startedAt + (load.duration ?? Infinity) }
    this.watch = watchClientDelay()
  }

  /** Sends nothing new, and resolves when what is in flight has ended. */
  async stop(): Promise<void> {
    const { traffic, watch } = this
    if (!traffic || !watch) return
    this.traffic = undefined
    await traffic.stop()
    const isOpen = 'dropped' in traffic
    this.sending = {
      delay: watch.stop(),
      lateness: isOpen ? traffic.lateness : undefined,
      dropped: isOpen ? traffic.dropped : 0,
    }
  }
}
