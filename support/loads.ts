import type { Mix } from './traffic/workload'

/** Who calls the service, and how hard. */
export interface Load {
  clients: number
  mix: Mix
  /** Milliseconds between a client's requests, drawn evenly. */
  thinkTime: { from: number; to: number }
  /** Milliseconds; without it the load goes on until the scenario has seen what it wants to see. */
  duration?: number
}

/** People who use everything the service offers, with pauses to think. */
export function using(clients: number): Load {
  return { clients, mix: { register: 4, read: 4, list: 1, health: 1 }, thinkTime: { from: 50, to: 250 } }
}

/** People who do nothing but register, one after the other. */
export function registering(clients: number): Load {
  return { clients, mix: { register: 1 }, thinkTime: { from: 0, to: 20 } }
}

/** What runs beside a fault when a scenario has no traffic of its own: a few clients that write and then read. */
export const probe: Load = {
  clients: 2,
  mix: { register: 1, read: 1, health: 1 },
  thinkTime: { from: 10, to: 30 },
}
