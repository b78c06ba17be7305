import { expectNothingRevealed } from './checks/answers'
import { expectProper } from './checks/proper'
import { auditGaps } from './database/contents'
import { RecoveryError } from './errors'
import { expectDurability } from './objectives'
import { expectNothing } from './observations'
import { until } from './poll'
import { components, type Platform } from './platform/platform'
import { waitUntilReady } from './platform/ready'
import { endOf } from './platform/start_error'
import { evidence, picture } from './report/evidence'
import { lastOperations } from './report/tables'
import type { RecoveryWorld } from './world'

/** How long the service may take to be steady again after a scenario, in milliseconds. */
const steadyWithin = 10_000

/** Judges durability although no step asked for it: a violation must not go unseen because nobody looked. */
async function judgeUnlessJudged(world: RecoveryWorld): Promise<void> {
  if (world.history.operations.length > world.judgedOperations) await expectDurability(world)
}

/** Judges the answers and the audit trail, of which the same is promised everywhere, so that no scenario has a step for it. */
async function judgeTheRest({ history, platform, problems }: RecoveryWorld): Promise<void> {
  expectProper(history.operations)
  expectNothing('wrong in the audit trail', await auditGaps(platform.database))
  if (problems.length > 0) expectNothingRevealed(problems)
}

/** Only a fault may have left something that takes its time; a machine that is busy may still make readiness late. */
async function awaitSteady(world: RecoveryWorld): Promise<void> {
  if (world.history.faults.length === 0) {
    await waitUntilReady(world.platform, steadyWithin)
    return world.assertSteady()
  }
  await until('the steady state after the scenario', () => world.assertSteady().then(() => true), {
    within: steadyWithin,
  })
}

/** Names what is wrong with the stack itself, which the steps that failed because of it could not see. */
async function assertAllWell({ platform }: RecoveryWorld): Promise<void> {
  const trouble = await platform.trouble()
  // Components that something below them keeps from working have nothing to add.
  const ends = trouble === undefined ? await endsOf(platform) : []
  const wrong = [trouble, ...ends].filter((each) => each !== undefined)
  if (wrong.length > 0) throw new RecoveryError('STACK_BROKEN', wrong.join('\n'))
}

function endsOf(platform: Platform): Promise<(string | undefined)[]> {
  return Promise.all(components.map((component) => endOf(platform, component)))
}

/** Attaches what was promised, done and measured so far, as tables and as a picture. */
export async function attachEvidence(world: RecoveryWorld): Promise<void> {
  const image = await picture(world)
  if (image) world.attach(image, { mediaType: 'image/svg+xml', fileName: 'timeline' })
  const text = evidence(world)
  if (text) world.attach(text, { mediaType: 'text/plain', fileName: 'evidence' })
}

async function attachTraces(world: RecoveryWorld): Promise<void> {
  const { history, platform, startedAt } = world
  if (history.operations.length > 0) {
    world.attach(lastOperations(history.operations, startedAt), {
      mediaType: 'text/plain',
      fileName: 'last operations',
    })
  }
  for (const component of components) {
    const lines = (await platform.logs(component, startedAt)).slice(-40)
    world.attach(lines.join('\n') || '(it wrote nothing)', {
      mediaType: 'text/plain',
      fileName: `${component} log`,
    })
  }
}

/** What went wrong in some work: one error or none. */
export async function failuresOf(work: () => Promise<void> | undefined): Promise<Error[]> {
  try {
    await work()
    return []
  } catch (error) {
    return [error instanceof Error ? error : new Error(String(error))]
  }
}

/**
 * Ends a scenario: undoes its faults, judges what no step judged, makes sure that the service is steady again, and
 * attaches what explains a failure. Each part gets its turn also when one before it failed.
 *
 * @returns what went wrong
 */
export async function endScenario(world: RecoveryWorld, passed: boolean): Promise<Error[]> {
  const errors: Error[] = []
  const attempt = async (work: () => Promise<void>): Promise<void> => {
    errors.push(...(await failuresOf(work)))
  }
  await attempt(() => world.settle())
  if (passed) {
    await attempt(() => judgeUnlessJudged(world))
    await attempt(() => judgeTheRest(world))
    await attempt(() => awaitSteady(world))
  }
  await attempt(() => world.journal.close())
  if (!passed || errors.length > 0) await attempt(() => assertAllWell(world))
  if (errors.length > 0) await attempt(() => attachEvidence(world))
  if (!passed || errors.length > 0) await attempt(() => attachTraces(world))
  world.client.close()
  return errors
}
