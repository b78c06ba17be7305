import type { Component } from '../platform/platform'

export type Target = Component | 'everything'

/** What was done to the system. */
export type FaultKind = 'restart' | 'kill' | 'crash' | 'outage' | 'freeze' | 'lock' | 'withheld commits'

/** A fault and the proof that it took effect. Times are milliseconds since the Unix epoch. */
export interface FaultRecord {
  kind: FaultKind
  target: Target
  /** When the harness began to inject it. */
  injectedAt: number
  /** When it had taken effect: the old process was gone, the lock was held. */
  effectAt: number
  /** How it was seen, from outside the service, that the fault took effect. */
  witness: string
  /** For a fault that is held: when its undoing began. Absent while it is in force and for momentary faults. */
  healedAt?: number
  /** Whether it stays in force until it is healed. */
  held: boolean
}
