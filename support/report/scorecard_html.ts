import type { Scored, ScoredPromise } from './scorecard'
import { allKept, groupsOf, marginText, provenance, trendText, verdictOf } from './scorecard_groups'
import { rule } from './scorecard_trend'

// In the report's own colours, which it defines for dark pages only. The timelines show without a click where the
// browser can do that; elsewhere they stay folded.
export const scorecardStyle = `
#scorecard{box-sizing:border-box;max-width:1600px;margin:0 auto;padding:1.25rem 1rem;font-size:.9375em;line-height:1.45}
#scorecard h1{font-size:1.375em;margin:0 0 .25em}
#scorecard p{margin:.25em 0 .75em}
#scorecard table{border-collapse:collapse;width:100%}
#scorecard caption{text-align:left;padding:.5em 0}
#scorecard th,#scorecard td{text-align:left;vertical-align:top;padding:.3em .75em .3em 0;border-bottom:1px solid var(--cucumber-panel-accent-color,#e2e8f0)}
#scorecard td.number,#scorecard td.objective{white-space:nowrap;font-variant-numeric:tabular-nums}
#scorecard a{color:var(--cucumber-anchor-color,#1d4ed8)}
#scorecard code{background:var(--cucumber-code-background-color,#f8fafc);padding:.1em .3em;border-radius:.25em}
#scorecard .verdict{white-space:nowrap;font-weight:600;color:#15803d}
#scorecard .broken,#scorecard .broken .verdict{color:#b91c1c;font-weight:700}
#scorecard .meter{display:inline-block;width:5em;height:.5em;margin-right:.5em;border-radius:.25em;background:var(--cucumber-panel-accent-color,#e2e8f0)}
#scorecard .meter i{display:block;height:100%;border-radius:.25em;background:#0072b2}
#scorecard .note{opacity:.8;font-size:.875em}
#scorecard details{margin:.75em 0}
#scorecard summary{cursor:pointer}
@supports selector(::details-content){
#report details:has(>img[src^="data:image/svg"])::details-content{content-visibility:visible}
#report details:has(>img[src^="data:image/svg"])>summary{display:none}
}
@media (prefers-color-scheme:dark){#scorecard .verdict{color:#4ade80}#scorecard .broken,#scorecard .broken .verdict{color:#fca5a5}#scorecard .meter i{background:#56b4e9}}
`

/** Text that HTML shows as it is. */
export function escaped(text: string): string {
  const entities: Record<string, string> = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
    "'": '&#39;',
  }
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? '')
}

/** Links that make the report search for a test case. */
function caseLinks({ cases }: ScoredPromise): string {
  return cases.map((tag) => `<a href="?query=${encodeURIComponent(`@${tag}`)}">${escaped(tag)}</a>`).join(' ')
}

function marginCell(promise: ScoredPromise): string {
  const { margin } = promise
  if (margin === null) return '<td></td>'
  const left = Math.round(Math.max(0, Math.min(1, margin)) * 100)
  return `<td class="number"><span class="meter" aria-hidden="true"><i style="width:${left}%"></i></span>${marginText(promise)}</td>`
}

function row(promise: ScoredPromise, measured: string, ...more: string[]): string {
  const { kept, objective } = promise
  return [
    `<tr${kept ? '' : ' class="broken"'}><td class="verdict">${kept ? '✔ kept' : '✘ broken'}</td>`,
    `<td class="number">${caseLinks(promise)}</td>`,
    `<td>${escaped(promise.promise)}</td><td class="objective">${escaped(objective)}</td><td>${escaped(measured)}</td>`,
    marginCell(promise),
    ...more.map((cell) => `<td>${escaped(cell)}</td>`),
    '</tr>',
  ].join('')
}

function table(caption: string, columns: readonly string[], rows: readonly string[]): string {
  const header = columns.map((column) => `<th scope="col">${column}</th>`).join('')
  return `<table><caption>${caption}</caption><thead><tr>${header}</tr></thead><tbody>${rows.join('\n')}</tbody></table>`
}

const columns = ['verdict', 'test case', 'promise', 'objective', 'measured', 'margin', 'compared']

/** The scorecard as a section that stands above the report's own contents. */
export function scorecardHtml(scored: Scored): string {
  const summary = groupsOf(scored).map(({ worst, measured, compared }) => {
    return row(worst, worst.kept ? measured : `${measured} (${worst.scenario})`, compared)
  })
  const all = scored.promises.map((promise) =>
    row(promise, promise.measured, trendText(promise), promise.scenario),
  )
  const replay = scored.command === undefined ? '' : `; replay with <code>${escaped(scored.command)}</code>`
  return `<section id="scorecard" aria-labelledby="scorecard-title">
<h1 id="scorecard-title">Recovery scorecard</h1>
<p><strong${allKept(scored) ? '' : ' class="broken"'}>${escaped(verdictOf(scored))}</strong></p>
<p>${escaped(provenance(scored))}${replay}</p>
${table('Each promise by test case; the margin is that of the scenario that came closest to breaking it', columns, summary)}
<p class="note">${escaped(rule)}</p>
<details><summary>All ${scored.promises.length} promises by scenario</summary>
${table('Each promise of each scenario', [...columns, 'scenario'], all)}
</details>
</section>
`
}
