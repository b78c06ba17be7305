import type { Scored, ScoredPromise } from './scorecard'

/** The scenarios of a test case that make the same promise. */
export interface Group {
  /** The one that came closest to breaking it. */
  worst: ScoredPromise
  /** What was measured in the worst of them, or in all of them where that can be added up. */
  measured: string
  /** How it compares with the run before, in words; nothing where nothing changed. */
  compared: string
}

function groupOf(promises: readonly ScoredPromise[]): Group | undefined {
  const [first] = promises
  if (!first) return undefined
  const worst = promises.reduce((worst, each) => (badness(each) > badness(worst) ? each : worst), first)
  return { worst, measured: measuredIn(promises, worst), compared: comparedIn(promises, worst) }
}

function measuredIn(promises: readonly ScoredPromise[], worst: ScoredPromise): string {
  const short = worst.brief ?? worst.measured
  const { length } = promises
  if (length === 1) return short
  if (!promises.every(({ kept, acknowledged }) => kept && acknowledged !== undefined))
    return `${short} at worst in ${length} scenarios`
  const acknowledged = promises.reduce((sum, each) => sum + (each.acknowledged ?? 0), 0)
  return `${acknowledged.toLocaleString('en')} acknowledged, none wrong in ${length} scenarios`
}

function comparedIn(promises: readonly ScoredPromise[], worst: ScoredPromise): string {
  const other = worst.trend === 'worse' ? undefined : promises.find(({ trend }) => trend === 'worse')
  if (!other) return trendText(worst)
  return `worse in "${other.scenario}": ${other.brief ?? other.measured}, was ${other.before ?? 'unknown'}`
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
  const order = ({ worst }: Group) => `${casesOf(worst)} ${worst.promise}`
  byCase.sort((a, b) => order(a).localeCompare(order(b)))
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
