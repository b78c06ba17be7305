import type { FaultSpan, TimelineData } from './timeline_data'

/** The width of every part of the chart, in pixels. */
export const width = 780
export const ink = '#222'

/** A moment on the axis that all parts of the chart share. */
export function moment(field: string, { from, to }: TimelineData, axis?: object | null) {
  const scale = { domain: [from, to], nice: false, zero: false } as const
  return { field, type: 'quantitative', scale, ...(axis !== undefined && { axis }) } as const
}

/** Behind the curves: where each fault was in force, and in a lighter shade how long recovery took from there. */
export function shades(data: TimelineData) {
  const rect = (opacity: number, until: 'doneAt' | 'overAt') =>
    ({
      data: { values: data.faults },
      mark: { type: 'rect', color: ink, opacity },
      encoding: { x: moment('injectedAt', data), x2: { field: until } },
    }) as const
  return [rect(0.07, 'overAt'), rect(0.1, 'doneAt')]
}

/** Before the curves: where each fault began, and where the service had recovered from it. */
export function moments(data: TimelineData) {
  const rule = (field: 'injectedAt' | 'recoveredAt', strokeDash: number[]) =>
    ({
      data: { values: data.faults.filter((fault) => fault[field] !== null) },
      mark: { type: 'rule', color: ink, strokeDash, strokeWidth: 1 },
      encoding: { x: moment(field, data) },
    }) as const
  return [rule('injectedAt', [1, 0]), rule('recoveredAt', [3, 3])]
}

/** Where a fault's label begins, so that it stands above the fault's bar and ends within the chart. */
function labelAt({ from, to }: TimelineData, { label, injectedAt }: FaultSpan): number {
  const widthOfCharacter = 7.4
  const latest = to - ((to - from) * label.length * widthOfCharacter) / width
  return Math.max(from, Math.min(injectedAt, latest))
}

/** One row for each fault: what it was, a bar for what was done, a line from there to the recovery. */
export function faultLane(data: TimelineData) {
  const rows = data.faults.map((fault) => ({ ...fault, labelAt: labelAt(data, fault) }))
  const y = { field: 'row', type: 'ordinal', axis: null } as const
  return {
    width,
    height: { step: 30 },
    data: { values: rows },
    layer: [
      {
        mark: { type: 'rule', strokeWidth: 2, color: ink, yOffset: 8 },
        encoding: { x: moment('injectedAt', data, null), x2: { field: 'overAt' }, y },
      },
      {
        mark: { type: 'bar', height: 8, color: ink, yOffset: 8 },
        encoding: { x: moment('injectedAt', data, null), x2: { field: 'doneAt' }, y },
      },
      {
        transform: [{ filter: 'datum.recoveredAt !== null' }],
        mark: { type: 'point', shape: 'diamond', filled: true, size: 90, color: ink, opacity: 1, yOffset: 8 },
        encoding: { x: moment('recoveredAt', data, null), y },
      },
      {
        // Clipped, so that a guess of its width that is too large does not widen the chart.
        mark: { type: 'text', clip: true, align: 'left', dy: -6, fontWeight: 'bold', fontSize: 12.5 },
        encoding: { x: moment('labelAt', data, null), y, text: { field: 'label' } },
      },
    ],
  } as const
}
