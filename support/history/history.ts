import type { FaultRecord } from './fault'
import type { Operation } from './operation'

/** What happened in one scenario: an append-only record of every operation and fault. */
export class History {
  private readonly recordedOperations: Operation[] = []
  private readonly recordedFaults: FaultRecord[] = []

  /** The operations in the order in which they ended. */
  get operations(): readonly Operation[] {
    return this.recordedOperations
  }

  get faults(): readonly FaultRecord[] {
    return this.recordedFaults
  }

  /** Appends an operation that has ended; bound, so that it can be handed to whoever makes traffic. */
  readonly record = (operation: Operation): void => {
    this.recordedOperations.push(operation)
  }

  /** Appends a fault that has taken effect. */
  recordFault(fault: FaultRecord): void {
    this.recordedFaults.push(fault)
  }
}
