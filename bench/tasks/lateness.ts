import { setTimeout as pause } from 'node:timers/promises'
import { now } from '../../support/clock'
import { History } from '../../support/history/history'
import { Random } from '../../support/random'
import { UsersClient } from '../../support/traffic/client'
import { type ClientDelay, watchClientDelay } from '../../support/traffic/client_delay'
import { type Latency, summarize } from '../../support/traffic/latency'
import { startOpenLoop } from '../../support/traffic/open_loop'

export interface Punctuality extends Latency {
  dropped: number
  delay: ClientDelay
}

/** Milliseconds to open the connections before it counts. */
const WARM_UP = 500

/** Runs an open loop of so many requests a second. */
export async function lateness(load: { url: string; rate: number; seconds: number }): Promise<Punctuality> {
  const { url, rate, seconds } = load
  const client = new UsersClient(url)
  const history = new History()
  const traffic = startOpenLoop({
    client,
    rate,
    workload: { mix: { register: 4, read: 4, list: 1, health: 1 }, tag: 'bench' },
    pattern: 'poisson',
    random: new Random(1),
    record: history.record,
    warmUp: WARM_UP,
  })
  await pause(traffic.startsAt - now())
  const watch = watchClientDelay()
  await pause(seconds * 1000)
  const delay = watch.stop()
  await traffic.stop()
  client.close()
  const latency = summarize(history.operations)
  if (latency === undefined) throw new Error(`nothing was sent in ${seconds} s at ${rate} a second`)
  return { ...latency, dropped: traffic.dropped, delay }
}
