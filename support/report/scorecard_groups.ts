import type { Scored, ScoredPromise } from './scorecard'

/** The scenarios of a test case that make the same promise. */
export interface Group {
  /** The one that came closest to breaking it. */
  worst: ScoredPromise
  /** What was measured in the worst of them, or in all of them where that can be added up. */
  measured: string
  count: number
}

function groupOf(promises: readonly ScoredPromise[]): Group | undefined {
  const [first] = promises
  if (!first) return undefined
  const worst = promises.reduce((worst, each) => (badness(each) > badness(worst) ? each : worst), first)
  const count = promises.length
  const short = worst.brief ?? worst.measured
  if (count === 1) return { worst, count, measured: short }
  if (!promises.every(({ kept, acknowledged }) => kept && acknowledged !== undefined))
    return { worst, count, measured: `${short} at worst in ${count} scenarios` }
  const acknowledged = promises.reduce((sum, each) => sum + (each.acknowledged ?? 0), 0)
  return {
    worst,
    count,
    measured: `${acknowledged.toLocaleString('en')} acknowledged, none wrong in ${count} scenarios`,
  }
}

/** How close to broken a promise came; more is worse. */
function badness({ margin }: ScoredPromise): number {
  return -(margin ?? 0)
}

/** One line for each promise of each test case; whatever is broken has a line of its own. */
export function groupsOf({ promises }: Scored): Group[] {
  const kept = promises.filter(({ kept }) => kept)
  const groups = Map.groupBy(kept, ({ cases, promise, objective }) =>
    [...cases, promise, objective].join(' | '),
  )
  const byCase = [...groups.values()].flatMap((group) => groupOf(group) ?? [])
  byCase.sort((a, b) => casesOf(a.worst).localeCompare(casesOf(b.worst)))
  const broken = promises.filter(({ kept }) => !kept).flatMap((promise) => groupOf([promise]) ?? [])
  return [...broken, ...byCase]
}

/** Test cases as people read them. */
export function casesOf({ cases }: ScoredPromise): string {
  return cases.join(' ')
}

/** A margin as people read it. */
export function marginText({ margin }: ScoredPromise): string {
  return margin === null ? '' : `${Math.round(margin * 100)} %`
}

/** How a promise compares with the run before, in words; nothing where nothing changed. */
export function trendText({ trend, before }: ScoredPromise): string {
  if (trend === 'same') return ''
  return trend === 'new' ? 'new' : `${trend}, was ${before ?? 'unknown'}`
}

/** The run in one sentence. */
export function verdictOf({ promises, scenarios }: Scored): string {
  const kept = promises.filter((promise) => promise.kept).length
  return `${kept} of ${promises.length} promises kept; ${scenarios.passed} of ${scenarios.run} scenarios passed`
}

/** Whether every promise was kept, and there was one. */
export function allKept({ promises, scenarios }: Scored): boolean {
  return promises.length > 0 && promises.every(({ kept }) => kept) && scenarios.passed === scenarios.run
}

/** Where and how a run was made. */
export function provenance({ platform, seed }: Scored): string {
  return `platform ${platform ?? 'unknown'}, seed ${seed ?? 'unknown'}`
}
