import { markdownTable } from '../support/report/markdown'
import { failedOf, isGreen, type RunOutcome } from './outcome'

const slowest = 5

/** A run in one line. */
export function lineOf(outcome: RunOutcome): string {
  const { number, seconds, seed, minute } = outcome
  const head = [
    `run ${String(number).padStart(2)}`,
    isGreen(outcome) ? 'ok    ' : 'FAILED',
    `${seconds.toFixed(1).padStart(6)} s`,
    `seed ${seed ?? '?'}`,
  ]
  return [head.join('  ') + (minute ? '  with the minute of load' : ''), ...troublesOf(outcome)].join('\n  ')
}

function troublesOf({ scenarios, problem, left }: RunOutcome): string[] {
  return [
    ...failedOf(scenarios).map(({ name, failure = '' }) => `${name}: ${failure}`),
    ...(problem === undefined ? [] : [problem]),
    ...left.map((each) => `left: ${each}`),
  ]
}

/** What many runs tell together, as Markdown. */
export function summaryOf(outcomes: readonly RunOutcome[]): string {
  const green = outcomes.filter(isGreen).length
  const seconds = outcomes.map((outcome) => outcome.seconds)
  const worst = outcomes.find((outcome) => outcome.seconds === Math.max(...seconds))
  const paragraphs = [
    `${outcomes.length} runs, ${green} green, ${outcomes.length - green} not.`,
    section('What failed', failures(outcomes)),
    section('What was left', leftovers(outcomes)),
    section('Slowest scenarios', slowestScenarios(outcomes)),
    worst &&
      `A run takes ${median(seconds).toFixed(1)} s (median), the slowest (run ${worst.number}) ${worst.seconds.toFixed(1)} s.`,
  ]
  return paragraphs.filter((text) => text !== undefined).join('\n\n')
}

function section(title: string, text: string | undefined): string {
  return `## ${title}\n\n${text ?? 'Nothing.'}`
}

interface Failure {
  who: string
  reason: string
  seed: number | undefined
  run: number
}

function failures(outcomes: readonly RunOutcome[]): string | undefined {
  const all = outcomes.flatMap(({ number: run, seed, scenarios, problem }): Failure[] => [
    ...failedOf(scenarios).map(({ name, failure = '' }) => ({ who: name, reason: failure, seed, run })),
    ...(problem === undefined ? [] : [{ who: '(the run itself)', reason: problem, seed, run }]),
  ])
  const groups = [...Map.groupBy(all, ({ who }) => who).values()].sort((a, b) => b.length - a.length)
  const rows = groups.map((group) => [
    group[0]?.who ?? '',
    `${group.length} of ${outcomes.length}`,
    (group[0]?.reason ?? '').replaceAll('|', '\\|'),
    group.map(({ run }) => run).join(', '),
    group.map(({ seed }) => seed ?? '?').join(', '),
  ])
  const header = ['scenario', 'failed', 'first reason', 'runs', 'seeds']
  return rows.length > 0 ? markdownTable(header, rows) : undefined
}

function leftovers(outcomes: readonly RunOutcome[]): string | undefined {
  const lines = outcomes.flatMap(({ number, left }) => left.map((each) => `- run ${number}: ${each}`))
  return lines.length > 0 ? lines.join('\n') : undefined
}

function slowestScenarios(outcomes: readonly RunOutcome[]): string | undefined {
  const all = outcomes.flatMap(({ scenarios }) => scenarios)
  const rows = [...Map.groupBy(all, ({ name }) => name)]
    .map(([name, runs]) => ({ name, seconds: runs.map((each) => each.seconds) }))
    .sort((a, b) => Math.max(...b.seconds) - Math.max(...a.seconds))
    .slice(0, slowest)
    .map(({ name, seconds }) => [name, median(seconds).toFixed(1), Math.max(...seconds).toFixed(1)])
  return rows.length > 0 ? markdownTable(['scenario', 'median s', 'worst s'], rows) : undefined
}

/** The middle of some numbers, the lower one of two. */
export function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b)
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? NaN
}
