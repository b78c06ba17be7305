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
  Status,
} from '@cucumber/cucumber'
import { parseParameters } from './config'
import { attachEvidence, endScenario } from './ending'
import { plainly } from './errors'
import { platforms } from './platform'
import { Random } from './random'
import { type Reaper, startReaper } from './reaper/reaper'
import { createRunDirectory, currentRun, drawnSeed } from './run'
import { StackKeeper } from './stack'
import type { RecoveryWorld } from './world'

// Every wait has a deadline of its own that says what was awaited; this one is only the last resort.
setDefaultTimeout(180_000)

const run = currentRun()
const seedOfRun = drawnSeed()
let reaper: Reaper | undefined
let keeper: StackKeeper | undefined

BeforeAll({ name: 'prepare the platform', on: HookTarget.COORDINATOR }, async function () {
  try {
    const { platform, seed = seedOfRun } = parseParameters(this.parameters)
    console.error(`platform ${platform}, seed ${seed}; replay with --world-parameters '{"seed":${seed}}'`)
    await createRunDirectory(run)
    reaper = startReaper(run)
    await platforms[platform].prepare(run)
  } catch (error) {
    throw plainly(error)
  }
})

AfterAll({ name: 'remove everything', on: HookTarget.COORDINATOR }, async () => {
  await reaper?.release()
})

AfterAll({ name: 'end the stack' }, async () => {
  await keeper?.discard()
})

Before({ name: 'a steady stack' }, async function (this: RecoveryWorld, { pickle }: ITestCaseHookParameter) {
  const { platform, seed = seedOfRun } = parseParameters({ ...this.parameters })
  keeper ??= new StackKeeper(platforms[platform], process.env['CUCUMBER_WORKER_ID'] ?? '0')
  const scenario = [pickle.uri, pickle.name, ...pickle.steps.map(({ text }) => text)].join('\n')
  try {
    this.begin(await keeper.take(), new Random(seed).fork(scenario))
  } catch (error) {
    throw plainly(error)
  }
})

AfterStep(function (this: RecoveryWorld, { pickle, pickleStep, result }: ITestStepHookParameter) {
  // Shown below the step in reports, where evidence from the After hook would be folded away.
  const isLast = pickleStep.id === pickle.steps.at(-1)?.id
  if (isLast || result.status === Status.FAILED) attachEvidence(this)
})

After({ name: 'settle and judge' }, async function (this: RecoveryWorld, { result }: ITestCaseHookParameter) {
  // Without a stack nothing has happened that could be judged; the Before hook has said why.
  if (!this.hasBegun) {
    await keeper?.discard()
    return
  }
  const passed = result?.status === Status.PASSED
  const errors = await endScenario(this, passed)
  if (!passed || errors.length > 0) await keeper?.discard()
  const [error, ...more] = errors
  if (more.length > 0) throw new AggregateError(errors, errors.map(({ message }) => message).join('\n'))
  if (error) throw error
})
