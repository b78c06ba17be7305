import type { FaultKind, Target } from '../history/fault'

/** Something that can be done to the system. */
export interface Fault {
  kind: FaultKind
  target: Target
  /**
   * Does it, and resolves once it is proved from outside that it took effect.
   *
   * @throws RecoveryError `NO_WITNESS` when it cannot be proved
   */
  inject(): Promise<Effect>
  /** Undoes a fault that stays in force; absent for one that is over when it was injected. */
  heal?(): Promise<void>
}

export interface Effect {
  /** When it had taken effect, in milliseconds since the Unix epoch. */
  at: number
  /** The proof, as a phrase. */
  witness: string
}
