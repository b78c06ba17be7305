import type { Mix } from './traffic/workload'

/** Who calls the service, and how hard. */
export type Load = ClosedLoad | OpenLoad

/** Clients who each wait for their answer before they ask again. */
export interface ClosedLoad {
  clients: number
  mix: Mix
  /** Milliseconds between a client's requests, drawn evenly. */
  thinkTime: { from: number; to: number }
  /** Milliseconds; without it the load goes on until the scenario has seen what it wants to see. */
  duration?: number
}

/** Requests that arrive at random moments, whether or not earlier ones were answered. */
export interface OpenLoad {
  /** Requests per second. */
  rate: number
  mix: Mix
  /** Milliseconds. */
  duration: number
}

const everything: Mix = { register: 4, read: 4, list: 1, health: 1 }

/** People who use everything the service offers, with pauses to think. */
export function using(clients: number): ClosedLoad {
  return { clients, mix: everything, thinkTime: { from: 50, to: 250 } }
}

/** The same requests from a public that does not wait for the answers of others. */
export function arriving(rate: number, duration: number): OpenLoad {
  return { rate, mix: everything, duration }
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
