import { until } from './poll'
import { components } from './platform/platform'
import { faultTable, lastOperations, measurementTable, operationTable } from './report/tables'
import type { RecoveryWorld } from './world'

/** How long the service may take to be steady again after a scenario, in milliseconds. */
const steadyWithin = 10_000

/** Judges durability although no step asked for it: a violation must not go unseen because nobody looked. */
async function judgeUnlessJudged(world: RecoveryWorld): Promise<void> {
  if (!world.durabilityJudged && world.history.operations.length > 0) await world.judgeDurability()
}

async function awaitSteady(world: RecoveryWorld): Promise<void> {
  await until('the steady state after the scenario', () => world.assertSteady().then(() => true), {
    within: steadyWithin,
  })
}

/** Attaches what was promised, done and measured so far. */
export function attachEvidence(world: RecoveryWorld): void {
  const { history, measurements, startedAt } = world
  const parts = [
    measurements.list.length > 0 && measurementTable(measurements.list),
    history.faults.length > 0 && faultTable(history.faults, startedAt),
    history.operations.length > 0 && operationTable(history.operations),
  ].filter((part) => part !== false)
  if (parts.length > 0) world.attach(parts.join('\n\n'), { mediaType: 'text/plain', fileName: 'evidence' })
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
  if (errors.length > 0) attachEvidence(world)
  if (!passed || errors.length > 0) await attempt(() => attachTraces(world))
  world.client.close()
  return errors
}
