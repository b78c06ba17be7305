import type { FaultRecord } from '../history/fault'
import type { History } from '../history/history'
import { nameOf } from './recoveries'
import { outcomes } from '../history/operation'

/** Milliseconds over which the current rate is counted. */
const window = 2000

/** How a load goes, in words. What was counted once is not counted again, so that telling stays cheap. */
export class Progress {
  private readonly load: { startedAt: number; endsAt: number }
  private readonly history: Pick<History, 'operations' | 'faults'>
  private readonly counts = { acknowledged: 0, rejected: 0, indeterminate: 0 }
  private counted = 0
  private readonly past: { at: number; counted: number }[]

  constructor(load: { startedAt: number; endsAt: number }, history: Pick<History, 'operations' | 'faults'>) {
    this.load = load
    this.history = history
    this.count()
    this.past = [{ at: load.startedAt, counted: 0 }]
  }

  /** The line for a moment. */
  at(moment: number): string {
    this.count()
    const { startedAt, endsAt } = this.load
    const [elapsed, total] = [moment - startedAt, endsAt - startedAt].map((each) => Math.round(each / 1000))
    const parts = [
      `load: ${elapsed} of ${total} s`,
      ...outcomes.map((outcome) => `${this.counts[outcome]} ${outcome}`),
      `${Math.round(this.rate(moment))}/s`,
    ]
    const fault = this.history.faults.at(-1)
    return [...parts, ...(fault ? [describe(fault)] : [])].join(', ')
  }

  private count(): void {
    const { operations } = this.history
    for (; this.counted < operations.length; this.counted++) {
      const outcome = operations.at(this.counted)?.outcome
      if (outcome) this.counts[outcome]++
    }
  }

  /** Operations per second of late. */
  private rate(moment: number): number {
    this.past.push({ at: moment, counted: this.counted })
    while (this.past.length > 2 && (this.past[1]?.at ?? Infinity) <= moment - window) this.past.shift()
    const [since] = this.past
    if (!since || since.at >= moment) return 0
    return ((this.counted - since.counted) / (moment - since.at)) * 1000
  }
}

function describe(fault: FaultRecord): string {
  const inForce = fault.held && fault.healedAt === undefined
  return inForce ? `${nameOf(fault)} in force` : `after ${nameOf(fault)}`
}
