import { join } from 'node:path'
import { type Envelope, TestStepResultStatus } from '@cucumber/messages'
import { Query } from '@cucumber/query'
import { execa } from 'execa'
import { readMessages } from '../support/report/messages'
import { Checkout } from './checkout'
import type { Defect } from './defect'

/** What became of the scenarios that ran against one build of the service. */
export interface Trial {
  /** Names of the scenarios that ran. */
  ran: string[]
  /** The first scenario that went red, and the step that says so. */
  caught?: { scenario: string; step: string; reason: string }
  /** Why the trial says nothing: no scenario ran, or the service never came up. */
  invalid?: string
  seconds: number
}

/** Milliseconds that a run may take, for its start and for each different name. */
const longest = { start: 240_000, name: 15_000 }

/**
 * Runs the scenarios whose names match against the service with a defect planted, or against the service as it is.
 *
 * @param stop - ends the run before its time; the trial then says nothing
 */
export async function tryOut(names: string[], stop: AbortSignal, defect?: Defect): Promise<Trial> {
  const started = performance.now()
  const timeout = longest.start + new Set(names).size * longest.name
  const checkout = await Checkout.make()
  try {
    if (defect) await checkout.plant(defect)
    const run = await execa(
      join(checkout.directory, 'node_modules/.bin/cucumber-js'),
      ['--parallel', '0', ...(defect ? ['--fail-fast'] : []), ...names.flatMap((name) => ['--name', name])],
      { cwd: checkout.directory, reject: false, all: true, timeout, cancelSignal: stop },
    )
    const messages = await readMessages(join(checkout.directory, 'reports/messages.ndjson'))
    const seconds = (performance.now() - started) / 1000
    return { ...verdictOf(messages, run, timeout), seconds }
  } finally {
    await checkout.remove()
  }
}

/** How a run ended. */
interface Run {
  all: string
  exitCode?: number
  timedOut: boolean
}

function verdictOf(
  messages: Envelope[],
  { all, exitCode, timedOut }: Run,
  timeout: number,
): Omit<Trial, 'seconds'> {
  const query = new Query()
  for (const message of messages) query.update(message)
  const ran: string[] = []
  for (const started of query.findAllTestCaseStarted()) {
    const scenario = query.findPickleBy(started)?.name ?? '?'
    ran.push(scenario)
    const steps = query.findTestStepFinishedAndTestStepBy(started)
    const failed = steps.findIndex(
      ([{ testStepResult }]) => testStepResult.status === TestStepResultStatus.FAILED,
    )
    const [finished, testStep] = steps[failed] ?? []
    if (!finished || !testStep) continue
    const reason = finished.testStepResult.message?.split('\n')[0] ?? ''
    // The Before hook comes first. A service that never came up says nothing about the specification.
    if (failed === 0) return { ran, invalid: reason }
    return {
      ran,
      caught: { scenario, step: query.findPickleStepBy(testStep)?.text ?? 'after the scenario', reason },
    }
  }
  const output = all.slice(-1000)
  if (ran.length === 0) return { ran, invalid: `no scenario ran:\n${output}` }
  if (exitCode === 0) return { ran }
  const end = timedOut
    ? `did not end within ${timeout / 1000} s`
    : `ended with exit code ${exitCode ?? 'unknown'}`
  return { ran, invalid: `the run ${end}, though no step failed:\n${output}` }
}
