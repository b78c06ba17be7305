import { markdownTable } from './markdown'
import type { Scored, ScoredPromise } from './scorecard'
import { allKept, casesOf, groupsOf, marginText, provenance, trendText, verdictOf } from './scorecard_groups'
import { rule } from './scorecard_trend'

const header = ['', 'test case', 'promise', 'objective', 'measured', 'margin', 'compared']

/** Text that a table cell can hold. */
function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ')
}

function rowOf(promise: ScoredPromise, measured: string, compared: string): string[] {
  const verdict = promise.kept ? '✅ kept' : '❌ **BROKEN**'
  const cells = [promise.promise, promise.objective, measured, marginText(promise), compared]
  return [verdict, casesOf(promise), ...cells.map(cell)]
}

/** The scorecard as Markdown, fit as the summary of a GitHub job. */
export function scorecardMarkdown(scored: Scored): string {
  const summary = groupsOf(scored).map(({ worst, measured, compared }) => {
    return rowOf(worst, worst.kept ? measured : `${measured} (${worst.scenario})`, compared)
  })
  const all = scored.promises.map((promise) => [
    ...rowOf(promise, promise.measured, trendText(promise)),
    cell(promise.scenario),
  ])
  return [
    `## ${allKept(scored) ? '✅' : '❌'} Recovery scorecard: ${verdictOf(scored)}`,
    `${provenance(scored)}, ${scored.startedAt}, ${scored.seconds} s.`,
    ...(scored.command === undefined ? [] : [`Replay: \`${scored.command}\``]),
    markdownTable(header, summary),
    rule,
    `<details><summary>All ${scored.promises.length} promises by scenario</summary>`,
    markdownTable([...header, 'scenario'], all),
    '</details>\n',
  ].join('\n\n')
}
