import { now } from '../clock'
import { together } from '../errors'
import type { FaultRecord } from '../history/fault'
import type { History } from '../history/history'
import type { Fault } from './fault'

/** Injects faults into one stack, records them with their witnesses, and undoes what is still in force. */
export class FaultInjector {
  private readonly history: History
  private readonly inForce: { fault: Fault; record: FaultRecord }[] = []

  constructor(history: History) {
    this.history = history
  }

  /** The fault that was injected last and is still in force. */
  get latestInForce(): FaultRecord | undefined {
    return this.inForce.at(-1)?.record
  }

  /** Resolves when the fault has provably taken effect. */
  async inject(fault: Fault): Promise<FaultRecord> {
    const record: FaultRecord = {
      ...{ kind: fault.kind, target: fault.target, held: fault.heal !== undefined },
      ...{ injectedAt: now(), effectAt: NaN, witness: '' },
    }
    // Whatever becomes of the injection, a fault that can be undone will be.
    if (fault.heal) this.inForce.push({ fault, record })
    const { at, witness } = await fault.inject()
    Object.assign(record, { effectAt: at, witness })
    this.history.recordFault(record)
    return record
  }

  /** Undoes the fault that was injected last and is still in force, and tells which that was. */
  async healLatest(): Promise<FaultRecord | undefined> {
    const latest = this.inForce.at(-1)
    if (!latest) return undefined
    this.history.recordHeal(this.history.faults.indexOf(latest.record), now())
    await latest.fault.heal?.()
    this.inForce.pop()
    return latest.record
  }

  /** Undoes everything in force, the latest first; every fault gets its turn also when one cannot be undone. */
  async healAll(): Promise<void> {
    const errors: Error[] = []
    while (this.inForce.length > 0) {
      const left = this.inForce.length
      await this.healLatest().catch((error: unknown) => errors.push(error as Error))
      this.inForce.length = left - 1
    }
    if (errors.length > 0) throw together(errors)
  }
}
