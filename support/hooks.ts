import {
  After,
  AfterAll,
  AfterStep,
  Before,
  BeforeAll,
  HookTarget,
  type ITestCaseHookParameter,
  type ITestStepHookParameter,
  setDefaultTimeout,
  setDefinitionFunctionWrapper,
  Status,
} from '@cucumber/cucumber'
import { parseParameters } from './config'
import { attachEvidence, endScenario, failuresOf } from './ending'
import { plainly, together } from './errors'
import { platforms } from './platform'
import { beginRun, type Reaper } from './reaper/reaper'
import { randomOf, replayCommand } from './replay'
import { journalOf } from './report/journal'
import { measurementsFile, type ScenarioMeasurements } from './report/scorecard'
import { currentRun, drawnSeed } from './run'
import { StackKeeper } from './stack'
import type { RecoveryWorld } from './world'

// Every wait has a deadline of its own that says what was awaited; this one is only the last resort.
setDefaultTimeout(180_000)

// However deep the causes go, people are shown the sentence.
setDefinitionFunctionWrapper(
  (code: (...args: unknown[]) => unknown) =>
    async function (this: unknown, ...args: unknown[]): Promise<unknown> {
      try {
        return await code.apply(this, args)
      } catch (error) {
        throw plainly(error)
      }
    },
)

const run = currentRun()
const seedOfRun = drawnSeed()
let reaper: Reaper | undefined
let keeper: StackKeeper | undefined

// The first build of an image takes as long as it takes to fetch what it is made from.
const preparation = { name: 'prepare the platform', on: HookTarget.COORDINATOR, timeout: 900_000 }

BeforeAll(preparation, async function () {
  const parameters = parseParameters(this.parameters)
  const { platform, seed = seedOfRun } = parameters
  console.error(`platform ${platform}, seed ${seed}; replay: ${replayCommand({ platform, seed })}`)
  reaper = await beginRun(run)
  await platforms[platform].prepare(run, parameters)
})

AfterAll({ name: 'remove everything', on: HookTarget.COORDINATOR }, async () => {
  await reaper?.release()
})

AfterAll({ name: 'end the stack' }, async () => {
  await keeper?.discard()
})

Before({ name: 'a steady stack' }, async function (this: RecoveryWorld, { pickle }: ITestCaseHookParameter) {
  const parameters = parseParameters({ ...this.parameters })
  const { platform, seed = seedOfRun } = parameters
  keeper ??= new StackKeeper(platforms[platform], process.env['CUCUMBER_WORKER_ID'] ?? '0')
  const stack = await keeper.take()
  this.begin(stack, randomOf(seed, pickle), journalOf(pickle, parameters, seed))
})

AfterStep(async function (this: RecoveryWorld, { pickle, pickleStep, result }: ITestStepHookParameter) {
  // Shown below the step in reports, where evidence from the After hook would be folded away.
  const isLast = pickleStep.id === pickle.steps.at(-1)?.id
  if (!isLast && result.status !== Status.FAILED) return
  // Drawing takes this thread's time, which traffic that is still measured would lack.
  try {
    await this.settle()
  } finally {
    await attachEvidence(this)
  }
})

After({ name: 'settle and judge' }, async function (this: RecoveryWorld, { result }: ITestCaseHookParameter) {
  // Without a stack nothing has happened that could be judged; the Before hook has said why.
  if (!this.hasBegun) {
    await keeper?.discard()
    return
  }
  const passed = result?.status === Status.PASSED
  const errors = await endScenario(this, passed)
  attachMeasurements(this)
  if (!passed || errors.length > 0) errors.push(...(await failuresOf(() => keeper?.discard())))
  if (errors.length > 0) throw together(errors)
})

/** Attaches what the run's scorecard is made of; here, in a hook, reports fold it away. */
function attachMeasurements(world: RecoveryWorld): void {
  const { platform, seed = seedOfRun } = parseParameters({ ...world.parameters })
  const measured: ScenarioMeasurements = { platform, seed, measurements: world.measurements.list }
  world.attach(JSON.stringify(measured), { mediaType: 'application/json', fileName: measurementsFile })
}
