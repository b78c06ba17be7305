import { AttachmentContentEncoding, type Envelope, TestStepResultStatus } from '@cucumber/messages'
import type { Measurement } from '../measurements'
import { measurementsFile } from '../scorecard'

const timestamp = { seconds: 1_700_000_000, nanos: 0 }
const duration = { seconds: 1, nanos: 0 }

/** A scenario of which only what matters to a test is said. */
export interface Told {
  name?: string
  tags?: string[]
  measurements?: Measurement[]
  status?: TestStepResultStatus
  /** What its only step failed with. */
  message?: string
  willBeRetried?: boolean
}

let scenarios = 0

/** The messages of a scenario with one step, as Cucumber sends them. */
export function scenarioMessages(told: Told): Envelope[] {
  const { name = 'S', tags = ['@TC_001'], measurements, message, willBeRetried = false } = told
  const { status = TestStepResultStatus.PASSED } = told
  const id = `scenario-${++scenarios}`
  const step = { id: `${id}-step`, text: 'the service recovers', astNodeIds: [] }
  const pickle = {
    ...{ id: `${id}-pickle`, uri: 'features/f.feature', name, language: 'en', astNodeIds: [], steps: [step] },
    tags: tags.map((tag) => ({ name: tag, astNodeId: tag })),
  }
  const testSteps = [{ id: `${id}-test-step`, pickleStepId: step.id, stepDefinitionIds: [] }]
  const of = { testCaseStartedId: `${id}-started`, testStepId: `${id}-test-step` }
  return [
    { pickle },
    { testCase: { id, pickleId: pickle.id, testSteps } },
    { testCaseStarted: { id: of.testCaseStartedId, testCaseId: id, attempt: 0, timestamp } },
    ...(measurements ? [attached(measurements, of)] : []),
    {
      testStepFinished: {
        ...{ ...of, timestamp },
        testStepResult: { status, duration, ...(message !== undefined && { message }) },
      },
    },
    { testCaseFinished: { testCaseStartedId: of.testCaseStartedId, timestamp, willBeRetried } },
  ]
}

function attached(
  measurements: Measurement[],
  of: { testCaseStartedId: string; testStepId: string },
): Envelope {
  const body = JSON.stringify({ platform: 'embedded', seed: 7, measurements })
  const contentEncoding = AttachmentContentEncoding.IDENTITY
  return {
    attachment: { ...of, body, contentEncoding, mediaType: 'application/json', fileName: measurementsFile },
  }
}

/** A measured duration that may take up to 10 s. */
export function took(value: number, promise = 'recovery'): Measurement {
  return {
    ...{ promise, objective: 'within 10.0 s', measured: `${(value / 1000).toFixed(2)} s` },
    ...{ kept: value <= 10_000, value, limit: 10_000 },
  }
}
