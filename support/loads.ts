import type { ClosedLoad, Load, OpenLoad } from './traffic/load'
import type { Mix } from './traffic/workload'

/** A load and how long it goes on. */
export type ScenarioLoad = Load & {
  /** Milliseconds; without it the load goes on until the scenario has seen what it wants to see. */
  duration?: number
}

const everything: Mix = { register: 8, read: 8, delete: 2, list: 2, health: 1 }

/** Milliseconds of requests before those that count: what sends them is slow until it is compiled. */
const warmUp = 1000

/** People who use everything the service offers, with pauses to think. */
export function using(clients: number): ClosedLoad {
  return { clients, mix: everything, thinkTime: { from: 50, to: 250 } }
}

/** The same requests, so many a second, from a public that does not wait for the answers of others. */
export function arriving(rate: number): OpenLoad {
  return { rate, mix: everything, warmUp }
}

/** People who do nothing but register, one after the other. */
export function registering(clients: number): ClosedLoad {
  return { clients, mix: { register: 1 }, thinkTime: { from: 0, to: 20 } }
}

/** What runs beside a fault when a scenario has no traffic of its own: a few clients that write and then read. */
export const probe: ClosedLoad = {
  clients: 2,
  mix: { register: 1, read: 1, health: 1 },
  thinkTime: { from: 10, to: 30 },
}
