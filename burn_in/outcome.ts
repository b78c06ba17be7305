import { type Envelope, type TestCaseStarted, TestStepResultStatus } from '@cucumber/messages'
import { Query } from '@cucumber/query'

/** What became of a scenario. */
export interface ScenarioOutcome {
  name: string
  seconds: number
  /** The first line of what it failed with; absent when it passed. */
  failure?: string
}

/** What became of a run of the suite. */
export interface RunOutcome {
  number: number
  /** Whether the scenarios tagged @minute were part of it. */
  minute: boolean
  seconds: number
  seed: number | undefined
  scenarios: ScenarioOutcome[]
  /** What went wrong that no scenario tells of. */
  problem?: string
  /** What the run left on the machine. */
  left: string[]
}

/** Whether everything passed and nothing was left. */
export function isGreen({ scenarios, problem, left }: RunOutcome): boolean {
  return problem === undefined && left.length === 0 && failedOf(scenarios).length === 0
}

export function failedOf(scenarios: readonly ScenarioOutcome[]): ScenarioOutcome[] {
  return scenarios.filter(({ failure }) => failure !== undefined)
}

/** The seed that a run says it draws from. */
export function seedOf(output: string): number | undefined {
  const found = /^platform \w+, seed (\d+);/m.exec(output)?.[1]
  return found === undefined ? undefined : Number(found)
}

/** What became of each scenario that a run started. */
export function scenariosOf(messages: readonly Envelope[]): ScenarioOutcome[] {
  const query = new Query()
  for (const message of messages) query.update(message)
  return query.findAllTestCaseStarted().map((started) => scenarioOf(query, started))
}

function scenarioOf(query: Query, started: TestCaseStarted): ScenarioOutcome {
  const { seconds = 0, nanos = 0 } = query.findTestCaseDurationBy(started) ?? {}
  const failure = failureOf(query, started)
  return {
    name: query.findPickleBy(started)?.name ?? '?',
    seconds: seconds + nanos / 1e9,
    ...(failure !== undefined && { failure }),
  }
}

function failureOf(query: Query, started: TestCaseStarted): string | undefined {
  if (!query.findTestCaseFinishedBy(started)) return 'it did not end'
  const result = query.findMostSevereTestStepResultBy(started)
  if (!result || result.status === TestStepResultStatus.PASSED) return undefined
  return result.message?.split('\n')[0] ?? `it is ${result.status.toLowerCase()}`
}
