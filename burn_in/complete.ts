import { cp, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Checkout } from '../mutants/checkout'
import { now } from '../support/clock'
import { linesOf } from '../support/platform/compose/docker'
import { readMessages } from '../support/report/messages'
import { failedOf, isGreen, type RunOutcome, scenariosOf, seedOf } from './outcome'
import { type Profile, SuiteRun } from './suite_run'

/** Milliseconds after which a run hangs; the first one on Compose may have to fetch what its image is made from. */
const runWithin = 1_200_000

/**
 * Milliseconds after its end in which everything of a run must be gone, by profile. One that ends by itself cleans up
 * before; one that is broken off leaves that to its reaper.
 */
export const goneWithin: Record<'by itself' | 'broken off', Record<Profile, number>> = {
  'by itself': { default: 5_000, compose: 15_000 },
  'broken off': { default: 30_000, compose: 60_000 },
}

export interface Order {
  number: number
  profile: Profile
  /** Whether the scenarios tagged @minute are part of it. */
  minute: boolean
  /** Where the reports are kept of a run that is not green. */
  keepIn: string
}

/**
 * Runs the suite to its end and looks at what became of it.
 *
 * @param stop - ends the run before its time
 */
export async function complete(checkout: Checkout, order: Order, stop: AbortSignal): Promise<RunOutcome> {
  const { number, profile, minute, keepIn } = order
  const started = now()
  const run = await SuiteRun.start(checkout, profile, minute)
  try {
    const { how, problem } = await endOf(run, stop)
    const seconds = (now() - started) / 1000
    const { left } = await run.territory.empty(goneWithin[how][profile])
    const outcome = { number, minute, seconds, left, ...(await reportOf(run, profile, problem)) }
    if (!isGreen(outcome)) await cp(run.reports, keepIn, { recursive: true })
    return outcome
  } finally {
    await run.territory.clear()
  }
}

interface End {
  how: keyof typeof goneWithin
  problem?: string
}

/** Waits for the end of a run, and brings it about where it does not come; says what is wrong with it. */
async function endOf(run: SuiteRun, stop: AbortSignal): Promise<End> {
  const end = await run.endsBefore(runWithin, stop)
  if (end !== 'ended') {
    await run.end()
    const problem = end === 'late' ? `the suite did not end within ${runWithin / 1000} s` : 'interrupted'
    return { how: 'broken off', problem }
  }
  const code = await run.ended
  if (code === 0) return { how: 'by itself' }
  if (code === null) return { how: 'broken off', problem: 'the suite was ended by a signal' }
  return { how: 'by itself', problem: `the suite ended with exit code ${code}` }
}

type Report = Pick<RunOutcome, 'seed' | 'scenarios' | 'problem'>

async function reportOf(run: SuiteRun, profile: Profile, ended: string | undefined): Promise<Report> {
  const folder = profile === 'default' ? run.reports : join(run.reports, profile)
  const scenarios = scenariosOf(await readMessages(join(folder, 'messages.ndjson')))
  const output = await readFile(join(run.reports, 'output.txt'), 'utf8')
  const problem = problemOf({ ended, scenarios, output, seen: run.territory.wasSeen })
  return { seed: seedOf(output), scenarios, ...(problem !== undefined && { problem }) }
}

/** What went wrong that no scenario tells of. */
export function problemOf({
  ended,
  scenarios,
  output,
  seen,
}: Pick<RunOutcome, 'scenarios'> & { ended: string | undefined; output: string; seen: boolean }):
  string | undefined {
  if (ended !== undefined && failedOf(scenarios).length > 0) return undefined
  if (ended !== undefined) return `${ended}; the last it wrote: ${linesOf(output).at(-1) ?? 'nothing'}`
  if (scenarios.length === 0) return 'no scenario was run'
  return seen ? undefined : 'nobody saw the directory of the run, so that what it left cannot be told'
}
