import { now } from '../clock'
import type { Operation } from '../history/operation'
import { Random } from '../random'
import { UsersClient } from './client'
import { type ClientDelay, watchClientDelay } from './client_delay'
import { startClosedLoop } from './closed_loop'
import type { Summary } from './latency'
import { type OpenLoopOptions, startOpenLoop } from './open_loop'
import type { Traffic } from './traffic'
import type { Mix } from './workload'

/** Who calls the service, and how hard. */
export type Load = ClosedLoad | OpenLoad

/** Clients who each wait for their answer before they ask again. */
export interface ClosedLoad {
  clients: number
  mix: Mix
  /** Milliseconds between a client's requests, drawn evenly; undefined means no rest. */
  thinkTime: { from: number; to: number } | undefined
}

/** Requests that arrive at random moments, whether or not earlier ones were answered. */
export interface OpenLoad {
  /** Requests per second, on average. */
  rate: number
  mix: Mix
  /** Milliseconds of unrecorded requests at the same rate before those that count; see `OpenLoopOptions`. */
  warmUp: number
}

/** A load as data, so that another thread can run it. */
export interface LoadPlan<T extends Load = Load> {
  url: string
  seed: number
  /** See `Workload`. */
  tag: string
  load: T
}

/** What the sending of requests itself was like, so that a slow client is not blamed on the service. */
export interface Sending {
  delay: ClientDelay
  /** Of requests that arrive on a schedule: milliseconds from due to sent; undefined for clients who wait for answers. */
  lateness: Summary | undefined
  /** Requests that were due and never sent. */
  dropped: number
}

export interface RunningLoad {
  /** From when on requests are recorded, in milliseconds since the Unix epoch. */
  readonly startsAt: number
  /** Every request sent before this moment has ended and is recorded. */
  readonly answeredUntil: number
  /** Sends nothing new, and resolves when what is in flight has ended. */
  stop(): Promise<Sending>
}

/** Runs a load in this thread. */
export function startLoad(
  { url, seed, tag, load }: LoadPlan,
  record: (operation: Operation) => void,
): RunningLoad {
  const client = new UsersClient(url)
  const watch = watchClientDelay()
  const common = { client, record, random: new Random(seed), workload: { mix: load.mix, tag } }
  const { traffic, startsAt, sent } = 'rate' in load ? arriving(load, common) : waiting(load, common)
  return {
    startsAt,
    get answeredUntil() {
      return client.answeredUntil
    },
    async stop() {
      await traffic.stop()
      client.close()
      return { delay: watch.stop(), ...sent() }
    },
  }
}

type Common = Pick<OpenLoopOptions, 'client' | 'record' | 'random' | 'workload'>

/** Traffic, from when on it is recorded, and how what was sent of it was sent. */
interface Started {
  traffic: Traffic
  startsAt: number
  sent: () => Omit<Sending, 'delay'>
}

function arriving({ rate, warmUp }: OpenLoad, common: Common): Started {
  const traffic = startOpenLoop({ ...common, rate, warmUp, pattern: 'poisson' })
  const { startsAt } = traffic
  return { traffic, startsAt, sent: () => ({ lateness: traffic.lateness, dropped: traffic.dropped }) }
}

function waiting({ clients, thinkTime }: ClosedLoad, common: Common): Started {
  const startsAt = now()
  const traffic = startClosedLoop({ ...common, clients, thinkTime })
  return { traffic, startsAt, sent: () => ({ lateness: undefined, dropped: 0 }) }
}
