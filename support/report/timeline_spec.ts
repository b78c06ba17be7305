import type { TopLevelSpec } from 'vega-lite'
import type { Outcome } from '../history/operation'
import { outcomes } from '../history/operation'
import type { TimelineData } from './timeline_data'
import { faultLane, ink, moment, moments, shades, width } from './timeline_faults'

// Okabe and Ito's palette, whose colours people with any colour vision can tell apart; these three also differ in
// brightness, so that they stay apart in grey.
const colours: Record<Outcome, string> = {
  acknowledged: '#0072B2',
  rejected: '#E69F00',
  indeterminate: '#D55E00',
}
// The same palette's green and purple, darkened so that thin lines stand out on white.
const green = '#007A5A'
const purple = '#A64D83'
const grey = '#767676'

const seconds = {
  title: 'seconds since the scenario began',
  grid: false,
  tickCount: 12,
  format: '~f',
}

function throughput(data: TimelineData) {
  const named = Object.fromEntries(
    outcomes.map((outcome) => [outcome, `${outcome} (${data.totals[outcome].toLocaleString('en')})`]),
  )
  const used = outcomes.filter((outcome) => data.totals[outcome] > 0)
  return {
    width,
    height: 120,
    layer: [
      ...shades(data),
      {
        data: { values: data.throughput.filter(({ outcome }) => used.includes(outcome)) },
        mark: { type: 'area', interpolate: 'step-after', opacity: 1 },
        encoding: {
          x: moment('at', data, { ...seconds, title: null, labels: false }),
          y: {
            field: 'rate',
            type: 'quantitative',
            stack: 'zero',
            axis: { title: 'requests / s', tickCount: 4 },
          },
          color: {
            field: 'outcome',
            type: 'nominal',
            scale: { domain: used, range: used.map((outcome) => colours[outcome]) },
            legend: { labelExpr: `${JSON.stringify(named)}[datum.label]`, symbolType: 'square' },
          },
          order: { field: 'rank', type: 'quantitative' },
        },
      },
      ...moments(data),
    ],
  } as const
}

function latency(data: TimelineData) {
  const values = data.latency.flatMap(({ at, p50, p99 }) => [
    { at, percentile: 'p50', ms: p50 },
    { at, percentile: 'p99', ms: p99 },
  ])
  const measured = data.latency.flatMap(({ p50, p99 }) => (p50 === null || p99 === null ? [] : [p50, p99]))
  const decade = (value: number, round: (value: number) => number) =>
    10 ** round(Math.log10(Math.max(value, 0.1)))
  const domain = [decade(Math.min(...measured), Math.floor), decade(Math.max(...measured) * 1.05, Math.ceil)]
  return {
    width,
    height: 115,
    layer: [
      ...shades(data),
      {
        data: { values },
        mark: { type: 'line', strokeWidth: 2, strokeCap: 'round' },
        encoding: {
          x: moment('at', data, seconds),
          y: {
            field: 'ms',
            type: 'quantitative',
            scale: { type: 'log', domain },
            axis: {
              title: 'latency (log)',
              values: Array.from({ length: 7 }, (_, power) => 10 ** (power - 1)),
              labelExpr: "datum.value >= 1000 ? datum.value / 1000 + ' s' : datum.value + ' ms'",
            },
          },
          color: {
            field: 'percentile',
            type: 'nominal',
            scale: { domain: ['p50', 'p99'], range: [green, purple] },
            legend: { symbolType: 'stroke' },
          },
          strokeDash: {
            field: 'percentile',
            type: 'nominal',
            scale: {
              domain: ['p50', 'p99'],
              range: [
                [1, 0],
                [5, 3],
              ],
            },
          },
        },
      },
      ...moments(data),
    ],
  } as const
}

/** The chart of a scenario: its faults, below them what became of its requests and how long they took. */
export function timelineSpec(data: TimelineData): TopLevelSpec {
  const spec = {
    background: 'white',
    padding: 12,
    spacing: 6,
    description: data.faults.map(({ label }) => label).join('; '),
    vconcat: [...(data.faults.length > 0 ? [faultLane(data)] : []), throughput(data), latency(data)],
    resolve: { scale: { color: 'independent', strokeDash: 'independent' } },
    config: {
      aria: false,
      font: 'system-ui, "Segoe UI", "DejaVu Sans", sans-serif',
      view: { stroke: null },
      text: { color: ink },
      axis: {
        labelFontSize: 11,
        titleFontSize: 11,
        titleFontWeight: 'normal',
        labelColor: ink,
        titleColor: ink,
        gridColor: '#ddd',
        domainColor: grey,
        tickColor: grey,
      },
      axisY: { minExtent: 48 },
      legend: {
        orient: 'top',
        direction: 'horizontal',
        title: null,
        labelFontSize: 12,
        labelColor: ink,
        labelLimit: 0,
        offset: 4,
      },
    },
  }
  return spec as unknown as TopLevelSpec
}
