import type { Measurement } from './measurements'

/** How a promise compares with the run before. */
export type Trend = 'better' | 'worse' | 'same' | 'new'

/** What is known of a promise from an earlier run. */
export type Known = Pick<Measurement, 'brief' | 'measured' | 'kept' | 'value'>

/** The rule in words, for those who read a scorecard. */
export const rule =
  'Compared with the run before: a change of the verdict always counts; a change of the measured value counts when ' +
  'it is more than half of the earlier value and more than a tenth of the objective.'

/** How a promise compares with the run before; what no objective would ever notice is noise. */
export function trendOf(before: Known | undefined, { kept, value, limit = 0 }: Measurement): Trend {
  if (!before) return 'new'
  if (before.kept !== kept) return kept ? 'better' : 'worse'
  if (before.value === undefined || value === undefined) return 'same'
  const change = value - before.value
  if (Math.abs(change) <= Math.max(before.value / 2, limit / 10)) return 'same'
  return change > 0 ? 'worse' : 'better'
}
