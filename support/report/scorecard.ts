import {
  type Attachment,
  AttachmentContentEncoding,
  type Envelope,
  type Pickle,
  type PickleTag,
  type TestCaseFinished,
  TestStepResultStatus,
} from '@cucumber/messages'
import { Query } from '@cucumber/query'
import type { PlatformName } from '../config'
import { replayCommand } from '../replay'
import type { Measurement } from './measurements'
import { type Known, type Trend, trendOf } from './scorecard_trend'

/** What each scenario attaches for the scorecard. */
export interface ScenarioMeasurements {
  platform: PlatformName
  seed: number
  measurements: Measurement[]
}

const { FAILED, PASSED, SKIPPED } = TestStepResultStatus

export const measurementsFile = 'measurements.json'

/** A promise as it was measured in one scenario of this run. */
export interface ScoredPromise extends Measurement {
  /** The same in every run of the same promise. */
  id: string
  /** The test cases, from the tags. */
  cases: string[]
  scenario: string
  /** How much of what was allowed is left, 1 is all of it; null where that cannot be said. */
  margin: number | null
  trend: Trend
  /** What the run before measured. */
  before?: string
}

/** The promises of a run. */
export interface Scored {
  platform?: PlatformName
  seed?: number
  /** The command that runs it again with the same draws. */
  command?: string
  startedAt: string
  seconds: number
  scenarios: { run: number; passed: number }
  promises: ScoredPromise[]
}

/** Everything that the scorecard says, computed from Cucumber's messages. */
export class Scorecard {
  private readonly query = new Query()
  private readonly previous: ReadonlyMap<string, Known>

  constructor(previous: ReadonlyMap<string, Known> = new Map()) {
    this.previous = previous
  }

  update(envelope: Envelope): void {
    this.query.update(envelope)
  }

  /** What was measured so far; a scenario that was not run measured nothing. */
  scored(): Scored {
    const finished = this.query
      .findAllTestCaseFinished()
      .filter((each) => !each.willBeRetried && this.statusOf(each) !== SKIPPED)
    const from = finished.map((each) => this.measuredIn(each)).find((each) => each !== undefined)
    const { seconds = 0, nanos = 0 } = this.query.findTestRunDuration() ?? {}
    const start = this.query.findTestRunStarted()?.timestamp.seconds ?? 0
    return {
      ...(from && { platform: from.platform, seed: from.seed, command: replayCommand(from) }),
      startedAt: new Date(start * 1000).toISOString(),
      seconds: Math.round(seconds + nanos / 1e9),
      scenarios: {
        run: finished.length,
        passed: finished.filter((each) => this.statusOf(each) === PASSED).length,
      },
      promises: finished.flatMap((each) => this.promisesOf(each, from?.platform ?? 'embedded')),
    }
  }

  private statusOf(finished: TestCaseFinished): TestStepResultStatus {
    return this.query.findMostSevereTestStepResultBy(finished)?.status ?? PASSED
  }

  private measuredIn(finished: TestCaseFinished): ScenarioMeasurements | undefined {
    const attachment = this.query
      .findTestStepsFinishedBy(finished)
      .flatMap((step) => this.query.findAttachmentsBy(step))
      .find(({ fileName }) => fileName === measurementsFile)
    return attachment && (JSON.parse(textOf(attachment)) as ScenarioMeasurements)
  }

  private promisesOf(finished: TestCaseFinished, platform: PlatformName): ScoredPromise[] {
    const pickle = this.query.findPickleBy(finished)
    if (!pickle) return []
    const measurements = this.measuredIn(finished)?.measurements ?? []
    const failed = this.statusOf(finished) !== PASSED
    // A scenario can fail without a measurement that says so; the scorecard must not look as if all was well.
    const unexplained = failed && measurements.every(({ kept }) => kept)
    const all = unexplained ? [...measurements, this.failureOf(finished)] : measurements
    const seen = new Map<string, number>()
    return all.map((measurement) => {
      const { promise } = measurement
      const count = (seen.get(promise) ?? 0) + 1
      seen.set(promise, count)
      return this.score(measurement, pickle, [platform, pickle.uri, pickle.name, promise, count].join(' | '))
    })
  }

  private score(measurement: Measurement, pickle: Pickle, id: string): ScoredPromise {
    const before = this.previous.get(id)
    return {
      ...measurement,
      id,
      cases: casesIn(pickle.tags),
      scenario: pickle.name,
      margin: marginOf(measurement),
      trend: trendOf(before, measurement),
      ...(before && { before: before.brief ?? before.measured }),
    }
  }

  /** A failure as a broken promise: what was said, and what came instead. */
  private failureOf(finished: TestCaseFinished): Measurement {
    const bad = this.query
      .findTestStepsFinishedBy(finished)
      .find(({ testStepResult: { status } }) => status !== PASSED && status !== SKIPPED)
    const testStep = bad && this.query.findTestStepBy(bad)
    const step = testStep && this.query.findPickleStepBy(testStep)?.text
    const hook = testStep && this.query.findHookBy(testStep)?.name
    const { message, status = FAILED } = bad?.testStepResult ?? {}
    return {
      promise: step ?? hook ?? 'the scenario',
      objective: 'holds',
      measured: message?.split('\n')[0]?.replace(/^\w*Error(?: \[\w+\])?: /, '') ?? status.toLowerCase(),
      kept: false,
    }
  }
}

/** The test cases that a scenario's tags name. */
export function casesIn(tags: readonly PickleTag[]): string[] {
  return tags.flatMap(({ name }) => (name.startsWith('@TC_') ? [name.slice(1)] : []))
}

function textOf({ body, contentEncoding }: Attachment): string {
  return contentEncoding === AttachmentContentEncoding.BASE64 ? Buffer.from(body, 'base64').toString() : body
}

function marginOf({ value, limit }: Measurement): number | null {
  return value === undefined || !limit ? null : (limit - value) / limit
}
