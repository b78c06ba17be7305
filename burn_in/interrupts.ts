import { randomInt } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { Checkout } from '../mutants/checkout'
import { messageOf } from '../support/errors'
import { markdownTable } from '../support/report/markdown'
import { complete, goneWithin } from './complete'
import { profileNamed, wholeNumber } from './options'
import { isGreen } from './outcome'
import { type Interruption, planOf, signals } from './plan'
import { stopOnRequest } from '../support/stopping'
import { type Profile, SuiteRun } from './suite_run'
import { lineOf } from './summary'
import type { Ending } from './territory'

const reports = 'reports/interrupts'

interface Outcome extends Interruption, Ending {
  /** Whether the run had ended by itself before the moment came. */
  tooLate: boolean
}

interface Options {
  times: number
  profile: Profile
  seed: number
}

function options(): Options {
  const { values } = parseArgs({
    options: {
      times: { type: 'string', default: '30' },
      profile: { type: 'string', default: 'default' },
      seed: { type: 'string', default: String(randomInt(2 ** 31)) },
    },
  })
  return {
    times: wholeNumber('times', values.times, 1),
    profile: profileNamed(values.profile),
    seed: wholeNumber('seed', values.seed, 0),
  }
}

/** Starts the suite, interrupts it, and waits until nothing of it is left. */
async function interrupt(
  checkout: Checkout,
  profile: Profile,
  interruption: Interruption,
  stop: AbortSignal,
): Promise<Outcome> {
  const run = await SuiteRun.start(checkout, profile, false)
  try {
    // Who stops the command makes the moment come at once.
    const tooLate = (await run.endsBefore(interruption.after * 1000, stop)) === 'ended'
    if (!tooLate) run.interrupt(interruption.signal)
    return { ...interruption, tooLate, ...(await run.territory.empty(goneWithin['broken off'][profile])) }
  } finally {
    await run.territory.clear()
  }
}

function describe({ signal, after, tooLate, seconds, left }: Outcome): string {
  const when = tooLate ? `before ${after.toFixed(1)} s, by itself` : `after ${after.toFixed(1)} s`
  const then = left.length === 0 ? `gone within ${seconds.toFixed(1)} s` : 'LEFT:'
  return [`${signal.padEnd(7)} ${when}: ${then}`, ...left].join('\n  ')
}

function summary(outcomes: readonly Outcome[]): string {
  const rows = signals.map((signal) => {
    const those = outcomes.filter((outcome) => outcome.signal === signal)
    const slowest = Math.max(0, ...those.map(({ seconds }) => seconds))
    const left = those.filter((outcome) => outcome.left.length > 0).length
    return [signal, String(those.length), `${slowest.toFixed(1)} s`, String(left)]
  })
  return markdownTable(['signal', 'times', 'gone at the latest within', 'left something'], rows)
}

async function interruptAll(checkout: Checkout, wanted: Options, stop: AbortSignal): Promise<boolean> {
  const { times, profile, seed } = wanted
  console.log(`profile ${profile}, seed ${seed}; replay: add --seed ${seed}`)
  const outcomes: Outcome[] = []
  for (const interruption of planOf(seed, times, profile)) {
    if (stop.aborted) break
    const outcome = await interrupt(checkout, profile, interruption, stop)
    outcomes.push(outcome)
    console.log(describe(outcome))
  }
  console.log(`\n${summary(outcomes)}\n`)
  return outcomes.every(({ left }) => left.length === 0)
}

/** What was interrupted so often must still work. */
async function lastRun(checkout: Checkout, profile: Profile, stop: AbortSignal): Promise<boolean> {
  const keepIn = join(reports, 'last-run')
  const outcome = await complete(checkout, { number: 1, profile, minute: true, keepIn }, stop)
  console.log(`undisturbed ${lineOf(outcome)}`)
  return isGreen(outcome)
}

async function main(): Promise<void> {
  const wanted = options()
  const stop = stopOnRequest()
  await rm(reports, { recursive: true, force: true })
  const checkout = await Checkout.make()
  try {
    const clean = await interruptAll(checkout, wanted, stop)
    const green = stop.aborted || (await lastRun(checkout, wanted.profile, stop))
    process.exitCode = stop.aborted ? 130 : Number(!(clean && green))
  } finally {
    await checkout.remove()
  }
}

void main().catch((error: unknown) => {
  console.error(messageOf(error))
  process.exitCode = 1
})
