import type { FaultRecord } from './fault'
import type { Operation } from './operation'
import { Operations } from './operations'

/** Somebody who is told of everything as it is appended. */
export interface HistoryListener {
  operation(operation: Operation): void
  fault(fault: FaultRecord): void
  /** The undoing of the `fault`th fault, counted from 0, began. */
  heal(fault: number, at: number): void
}

/** What happened in one scenario: an append-only record of every operation and fault. */
export class History {
  /** The operations in the order in which they ended. */
  readonly operations = new Operations()
  private readonly recordedFaults: FaultRecord[] = []
  private listener: HistoryListener | undefined

  get faults(): readonly FaultRecord[] {
    return this.recordedFaults
  }

  /** Tells `listener` of everything from now on. */
  tell(listener: HistoryListener): void {
    this.listener = listener
  }

  /** Appends an operation that has ended; bound, so that it can be handed to whoever makes traffic. */
  readonly record = (operation: Operation): void => {
    this.operations.push(operation)
    this.listener?.operation(operation)
  }

  /** Appends a fault that has taken effect. */
  recordFault(fault: FaultRecord): void {
    this.recordedFaults.push(fault)
    this.listener?.fault(fault)
  }

  /** Notes when the undoing of a fault began; faults are counted from 0. */
  recordHeal(index: number, at: number): void {
    const fault = this.recordedFaults[index]
    // A fault that never took effect has nothing to be recorded.
    if (!fault) return
    fault.healedAt = at
    this.listener?.heal(index, at)
  }
}
