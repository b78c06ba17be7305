import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Plugin } from '@cucumber/cucumber/api'
import { messageOf } from '../errors'
import { type Scored, Scorecard } from './scorecard'
import { allKept } from './scorecard_groups'
import { scorecardMarkdown } from './scorecard_markdown'
import type { Known } from './scorecard_trend'

/** Where the scorecards of runs are kept unless told otherwise. */
export const defaultFolder = 'reports'

interface Kept extends Scored {
  /** What earlier runs measured of promises that this run did not look at, such as those of another platform. */
  notRun: Record<string, Known>
}

/** What runs before this one measured, by promise; nothing when there is no scorecard, or none that can be read. */
export function previousPromises(folder = defaultFolder): Map<string, Known> {
  let kept: Partial<Kept>
  try {
    kept = JSON.parse(readFileSync(join(folder, 'scorecard.json'), 'utf8')) as Partial<Kept>
  } catch (error) {
    const missing = error instanceof Error && 'code' in error && error.code === 'ENOENT'
    if (!missing) console.error(`the scorecard of the run before cannot be read: ${messageOf(error)}`)
    return new Map()
  }
  const promises = (kept.promises ?? []).map((promise): [string, Known] => [promise.id, promise])
  return new Map([...Object.entries(kept.notRun ?? {}), ...promises])
}

/** Writes `scorecard.md` for people and `scorecard.json` for tools and for the next run. */
export function writeScorecard(
  scored: Scored,
  previous: ReadonlyMap<string, Known>,
  folder = defaultFolder,
): void {
  const run = new Set(scored.promises.map(({ id }) => id))
  const notRun = [...previous]
    .filter(([id]) => !run.has(id))
    .map(([id, { brief, measured, kept, value }]) => [id, { brief, measured, kept, value }] as const)
  const kept = { ...scored, notRun: Object.fromEntries(notRun) }
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'scorecard.md'), scorecardMarkdown(scored))
  writeFileSync(join(folder, 'scorecard.json'), `${JSON.stringify(kept, undefined, 2)}\n`)
}

/** A Cucumber plugin that keeps the scorecard of each run in a folder. */
const plugin: Plugin<{ folder?: string } | undefined> = {
  type: 'plugin',
  optionsKey: 'scorecard',
  coordinator({ on, operation, options }) {
    if (operation !== 'runCucumber') return
    const previous = previousPromises(options?.folder)
    const scorecard = new Scorecard(previous)
    on('message', (envelope) => {
      scorecard.update(envelope)
      if (!envelope.testRunFinished) return
      const scored = scorecard.scored()
      // A dry run measures nothing; what the last real run measured stays.
      if (envelope.testRunFinished.success && !allKept(scored) && scored.promises.length === 0) return
      // Told of as a sentence, because what is thrown here would cost the reports that come after it.
      try {
        writeScorecard(scored, previous, options?.folder)
      } catch (error) {
        console.error(
          `the scorecard could not be written: ${messageOf(error)}; free some space there and run again`,
        )
      }
    })
  },
}

export default plugin
