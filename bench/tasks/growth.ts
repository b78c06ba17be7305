import { setTimeout as pause } from 'node:timers/promises'
import { now } from '../../support/clock'
import { History } from '../../support/history/history'
import { until } from '../../support/poll'
import { Random } from '../../support/random'
import { UsersClient } from '../../support/traffic/client'
import { type ClientDelay, watchClientDelay } from '../../support/traffic/client_delay'
import { startClosedLoop } from '../../support/traffic/closed_loop'
import { type Latency, summarize } from '../../support/traffic/latency'
import { measure, type Work } from '../work'
import { LONGEST_WARM_UP, WARM } from '../warm_up'
import type { Load } from './generators'

export interface Growth {
  work: Work
  latency: Latency
  delay: ClientDelay
  /** Megabytes of the whole process at the end. */
  memory: number
}

/** Runs a closed loop as hard as it goes, once it is warm. */
export async function growth({ url, clients, seconds }: Load): Promise<Growth> {
  const client = new UsersClient(url)
  let history = new History()
  const loop = startClosedLoop({
    client,
    clients,
    workload: { mix: { register: 4, read: 4, list: 1, health: 1 }, tag: 'bench' },
    thinkTime: undefined,
    random: new Random(1),
    record: (operation) => {
      history.record(operation)
    },
  })
  const end = now() + LONGEST_WARM_UP * 1000
  const isWarm = () => history.operations.length >= WARM || now() >= end
  await until('the clients to be warm', () => isWarm() || undefined, { within: 2 * LONGEST_WARM_UP * 1000 })
  history = new History()
  const watch = watchClientDelay()
  const work = await measure(async () => {
    await pause(seconds * 1000)
    return history.operations.length
  })
  const delay = watch.stop()
  await loop.stop()
  client.close()
  const latency = summarize(history.operations)
  if (latency === undefined) throw new Error(`no request of ${clients} clients ended within ${seconds} s`)
  return { work, latency, delay, memory: process.memoryUsage().rss / 2 ** 20 }
}
