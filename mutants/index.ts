import { parseArgs } from 'node:util'
import { messageOf } from '../support/errors'
import { markdownTable } from '../support/report/markdown'
import { stopOnRequest } from '../support/stopping'
import { answerDefects } from './answer_defects'
import { availabilityDefects } from './availability_defects'
import { dataDefects } from './data_defects'
import type { Defect } from './defect'
import { type Trial, tryOut } from './trial'

// Each trial keeps about one core busy.
const atOnce = 2

interface Outcome {
  defect: Defect
  trial: Trial
}

function selected({ fast, only }: { fast?: boolean; only?: string }): Defect[] {
  const all = [...dataDefects, ...answerDefects, ...availabilityDefects]
  const chosen = all.filter(({ name, fast: isFast }) => (!fast || isFast) && (!only || name.includes(only)))
  if (chosen.length === 0)
    throw new Error(`no defect matches; the defects are:\n${all.map(({ name }) => `  ${name}`).join('\n')}`)
  return chosen
}

/** Runs `work` on each item, some at a time, until somebody asks to stop, and keeps the order. */
async function mapConcurrently<T, R>(
  items: readonly T[],
  work: (item: T) => Promise<R>,
  stop: AbortSignal,
): Promise<R[]> {
  const results: R[] = []
  let next = 0
  const lane = async (): Promise<void> => {
    for (let index = next++; index < items.length && !stop.aborted; index = next++)
      results[index] = await work(items[index] as T)
  }
  await Promise.all(Array.from({ length: atOnce }, lane))
  return results
}

async function plant(defect: Defect, stop: AbortSignal): Promise<Outcome> {
  const trial = await tryOut([defect.caughtBy], stop, defect).catch((error: unknown): Trial => ({
    ran: [],
    invalid: messageOf(error),
    seconds: 0,
  }))
  if (!stop.aborted)
    console.log(`${trial.caught ? 'caught  ' : 'SURVIVED'} ${defect.name} (${trial.seconds.toFixed(1)} s)`)
  return { defect, trial }
}

function row({ defect, trial: { caught, invalid, seconds } }: Outcome): string[] {
  const by = caught?.scenario ?? (invalid === undefined ? 'NOBODY' : 'INVALID')
  return [defect.name, by, caught?.step ?? invalid?.split('\n')[0] ?? '', seconds.toFixed(1)]
}

/** The specification must be green without a defect; otherwise red says nothing. */
async function expectGreen(defects: Defect[], stop: AbortSignal): Promise<boolean> {
  const { ran, caught, invalid } = await tryOut(
    defects.map(({ caughtBy }) => caughtBy),
    stop,
  )
  if (stop.aborted) return false
  const problem = caught ? `${caught.scenario}: ${caught.step}: ${caught.reason}` : invalid
  console.log(
    problem === undefined
      ? `without a defect: ${ran.length} scenarios are green`
      : `without a defect: RED: ${problem}`,
  )
  return problem === undefined
}

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { fast: { type: 'boolean' }, only: { type: 'string' } } })
  const defects = selected(values)
  const stop = stopOnRequest()
  const green = await expectGreen(defects, stop)
  const outcomes = await mapConcurrently(defects, (defect) => plant(defect, stop), stop)
  if (stop.aborted) {
    console.log('broken off: what was planted says nothing')
    process.exitCode = 130
    return
  }
  const survivors = outcomes.filter(({ trial }) => !trial.caught)
  console.log(`\n${markdownTable(['defect', 'caught by', 'first failing step', 's'], outcomes.map(row))}`)
  for (const { defect, trial } of survivors)
    console.log(`\n${defect.name}: ${trial.invalid ?? 'no scenario noticed'}`)
  console.log(`\n${outcomes.length - survivors.length} passed, ${survivors.length + (green ? 0 : 1)} failed`)
  process.exitCode = green && survivors.length === 0 ? 0 : 1
}

void main().catch((error: unknown) => {
  console.error(messageOf(error))
  process.exitCode = 1
})
