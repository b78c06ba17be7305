import { expectDurability } from './objectives'
import { until } from './poll'
import { components } from './platform/platform'
import { evidence, picture } from './report/evidence'
import { lastOperations } from './report/tables'
import type { RecoveryWorld } from './world'

/** How long the service may take to be steady again after a scenario, in milliseconds. */
const steadyWithin = 10_000

/** Judges durability although no step asked for it: a violation must not go unseen because nobody looked. */
async function judgeUnlessJudged(world: RecoveryWorld): Promise<void> {
  if (world.history.operations.length > world.judgedOperations) await expectDurability(world)
}

async function awaitSteady(world: RecoveryWorld): Promise<void> {
  await until('the steady state after the scenario', () => world.assertSteady().then(() => true), {
    within: steadyWithin,
  })
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

/**
 * Ends a scenario: undoes its faults, judges what no step judged, makes sure that the service is steady again, and
 * attaches what explains a failure. Each part gets its turn also when one before it failed.
 *
 * @returns what went wrong
 */
export async function endScenario(world: RecoveryWorld, passed: boolean): Promise<Error[]> {
  const errors: Error[] = []
  const attempt = async (work: () => Promise<void>): Promise<void> => {
    try {
      await work()
    } catch (error) {
      errors.push(error instanceof Error ? error : new Error(String(error)))
    }
  }
  await attempt(() => world.settle())
  if (passed) {
    await attempt(() => judgeUnlessJudged(world))
    await attempt(() => awaitSteady(world))
  }
  if (errors.length > 0) await attempt(() => attachEvidence(world))
  if (!passed || errors.length > 0) await attempt(() => attachTraces(world))
  world.client.close()
  return errors
}
