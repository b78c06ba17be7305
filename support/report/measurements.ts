import type { Availability } from '../checks/availability'
import type { Durability } from '../checks/durability'
import type { Recovery } from '../checks/recovery'

/** One promise as it was measured in a scenario. */
export interface Measurement {
  promise: string
  objective: string
  measured: string
  kept: boolean
  /** `measured` in a few words, where it says more than a table over many scenarios can show. */
  brief?: string
  /** How many acknowledged users it was judged on. */
  acknowledged?: number
  /** What was measured and what was allowed, as numbers of one unit, the smaller the better. */
  value?: number
  limit?: number
}

/** What a scenario measured against its objectives, in the order of measuring. */
export class Measurements {
  readonly list: Measurement[] = []

  add(measurement: Measurement): void {
    this.list.push(measurement)
  }

  recovery(recovery: Recovery, objective: number): void {
    this.add({
      promise: 'recovery',
      objective: `within ${seconds(objective)}`,
      measured: recovery.recovered ? seconds(recovery.after) : `not within ${seconds(objective)}`,
      kept: recovery.recovered && recovery.after <= objective,
      ...(recovery.recovered && { value: recovery.after }),
      limit: objective,
    })
  }

  duration(promise: string, measured: number, bound: number): void {
    this.add({
      promise,
      objective: `within ${seconds(bound)}`,
      measured: measured === Infinity ? 'never' : seconds(measured),
      kept: measured <= bound,
      ...(measured < Infinity && { value: measured }),
      limit: bound,
    })
  }

  availability({ requests, failures, errorRate, budgetSpent }: Availability, allowed: number): void {
    this.add({
      promise: 'failed requests',
      objective: `fewer than ${percent(allowed)}`,
      measured:
        requests === 0
          ? 'no request was made'
          : `${percent(errorRate)} (${failures} of ${requests}), which is ${percent(budgetSpent)} of the error budget`,
      kept: errorRate < allowed,
      ...(requests > 0 && { brief: `${percent(errorRate)} of ${requests}`, value: errorRate }),
      limit: allowed,
    })
  }

  durability(verdict: Durability): void {
    const { acknowledged, lost, phantom, duplicate, altered, partial, misread, indeterminate } = verdict
    const wrong = { lost, phantom, duplicate, altered, partial, misread }
    const counts = Object.entries(wrong).map(([name, list]) => `${list.length} ${name}`)
    const violations = Object.values(wrong).reduce((sum, list) => sum + list.length, 0)
    this.add({
      promise: 'acknowledged users',
      objective: 'each present exactly once',
      measured: `${acknowledged} acknowledged: ${counts.join(', ')}; unanswered: ${indeterminate.present} present, ${indeterminate.absent} absent`,
      kept: verdict.verdict === 'held',
      brief: `${acknowledged} acknowledged, ${violations || 'none'} wrong`,
      acknowledged,
      ...(verdict.verdict !== 'inconclusive' && { value: violations }),
      limit: 0,
    })
  }
}

/** Milliseconds as people write them: `0.42 s`. */
export function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(milliseconds < 10_000 ? 2 : 1)} s`
}

/** A share as people write it: `1.3 %`. */
export function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`
}
