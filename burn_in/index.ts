import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { Checkout } from '../mutants/checkout'
import { messageOf } from '../support/errors'
import { BusyCores } from './busy'
import { complete } from './complete'
import { profileNamed, wholeNumber } from './options'
import { isGreen, type RunOutcome } from './outcome'
import { stopOnRequest } from '../support/stopping'
import type { Profile } from './suite_run'
import { lineOf, summaryOf } from './summary'

const reports = 'reports/burn-in'

interface Options {
  runs: number
  profile: Profile
  busy: boolean
  /** The scenarios tagged @minute are part of every n-th run; 0 for never. */
  loadEvery: number
}

function options(): Options {
  const { values } = parseArgs({
    options: {
      runs: { type: 'string', default: '50' },
      profile: { type: 'string', default: 'default' },
      busy: { type: 'boolean', default: false },
      'load-every': { type: 'string', default: '10' },
    },
  })
  return {
    runs: wholeNumber('runs', values.runs, 1),
    profile: profileNamed(values.profile),
    busy: values.busy,
    loadEvery: wholeNumber('load-every', values['load-every'], 0),
  }
}

/** Runs the suite again and again, until it was done or somebody asks to stop. */
async function repeat(checkout: Checkout, wanted: Options, stop: AbortSignal): Promise<RunOutcome[]> {
  const { runs, profile, loadEvery } = wanted
  const outcomes: RunOutcome[] = []
  for (let number = 1; number <= runs && !stop.aborted; number++) {
    const minute = loadEvery > 0 && number % loadEvery === 0
    const keepIn = join(reports, `run-${String(number).padStart(2, '0')}`)
    const outcome = await complete(checkout, { number, profile, minute, keepIn }, stop)
    if (tellsNothing(outcome, stop)) {
      console.log(`run ${number} was broken off`)
      break
    }
    outcomes.push(outcome)
    console.log(lineOf(outcome))
  }
  return outcomes
}

/** A run that was broken off tells nothing, except by what it left. */
function tellsNothing({ left }: RunOutcome, stop: AbortSignal): boolean {
  return stop.aborted && left.length === 0
}

async function main(): Promise<void> {
  const wanted = options()
  const stop = stopOnRequest()
  await rm(reports, { recursive: true, force: true })
  const checkout = await Checkout.make()
  const cores = wanted.busy ? new BusyCores() : undefined
  try {
    const outcomes = await repeat(checkout, wanted, stop)
    const { profile, busy } = wanted
    console.log(`\n# Burn-in: profile ${profile}${busy ? ', every core busy' : ''}\n`)
    console.log(summaryOf(outcomes))
    const red = outcomes.some((outcome) => !isGreen(outcome))
    if (red) console.log(`\nThe reports of the runs that are not green are in ${reports}/.`)
    process.exitCode = stop.aborted ? 130 : Number(red)
  } finally {
    cores?.end()
    await checkout.remove()
  }
}

void main().catch((error: unknown) => {
  console.error(messageOf(error))
  process.exitCode = 1
})
