import { stripVTControlCharacters, styleText } from 'node:util'
import type { Scored } from './scorecard'
import { allKept, casesOf, type Group, groupsOf, marginText, provenance, verdictOf } from './scorecard_groups'

const longest = 60

function shortened(text: string): string {
  return text.length > longest ? `${text.slice(0, longest - 1)}…` : text
}

function cellsOf({ worst, measured, compared }: Group): string[] {
  const { kept, promise, objective, scenario } = worst
  return [
    kept ? '✔' : '✘',
    casesOf(worst),
    shortened(promise),
    objective,
    shortened(measured),
    kept && marginText(worst) ? `${marginText(worst)} left` : '',
    [kept ? '' : `BROKEN in "${scenario}"`, compared].filter(Boolean).join('; '),
  ]
}

function aligned(rows: readonly (readonly string[])[]): string[] {
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? []
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  )
}

/** The scorecard for a terminal; only what is broken stands out. */
export function scorecardText(scored: Scored, coloured: boolean): string {
  const groups = groupsOf(scored)
  const red = (text: string) => styleText(['red', 'bold'], text, { validateStream: false })
  const lines = aligned(groups.map(cellsOf)).map((line, index) =>
    groups[index]?.worst.kept ? line : red(line),
  )
  const verdict = `Scorecard: ${verdictOf(scored)} (${provenance(scored)})`
  const replay = scored.command === undefined ? [] : [`Replay: ${scored.command}`]
  const text = ['', allKept(scored) ? verdict : red(verdict), ...lines, ...replay, ''].join('\n')
  return coloured ? text : stripVTControlCharacters(text)
}
