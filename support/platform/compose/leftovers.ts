import { now } from '../../clock'
import { messageOf, RecoveryError } from '../../errors'
import { until } from '../../poll'
import { docker, type EngineEnvironment, linesOf } from './docker'
import { runLabel } from './settings'

/** An engine that needs longer to list what there is has stopped answering, in milliseconds. */
const listWithin = 20_000

/** Everything that a run may have left in an engine, in an order in which it can be removed. */
const kinds = [
  { list: ['container', 'ls', '--all'], remove: ['container', 'rm', '--force', '--volumes'] },
  { list: ['network', 'ls'], remove: ['network', 'rm'] },
  { list: ['volume', 'ls'], remove: ['volume', 'rm', '--force'] },
  { list: ['image', 'ls'], remove: ['image', 'rm', '--force'] },
] as const

/** Lists what bears a run's label, one id a line. */
function listing(list: readonly string[], runId: string): string[] {
  return [...list, '--quiet', '--filter', `label=${runLabel}=${runId}`]
}

/** The shell commands with which people remove every container, network, volume and image of a run. */
export function removalCommands(runId: string): string[] {
  return kinds.map(
    ({ list, remove }) =>
      `docker ${listing(list, runId).join(' ')} | xargs --no-run-if-empty docker ${remove.join(' ')}`,
  )
}

/** Removes what bears a run's label; says how much there was. */
async function removeOnce(runId: string, env: EngineEnvironment): Promise<number> {
  let count = 0
  for (const { list, remove } of kinds) {
    const found = await docker(listing(list, runId), { env, timeout: listWithin })
    const ids = [...new Set(linesOf(found))]
    if (ids.length > 0) await docker([...remove, ...ids], { env })
    count += ids.length
  }
  return count
}

/**
 * Removes every container, network, volume and image of a run.
 *
 * @param quiet - milliseconds for which nothing more may appear: an engine may still finish what was asked of it
 * @throws RecoveryError `LEFT_IN_ENGINE` that says how to find what is left
 */
export async function removeLeftovers(runId: string, env: EngineEnvironment, quiet: number): Promise<void> {
  let quietSince = Infinity
  try {
    await until(
      'everything that the run left in the engine to be gone',
      async () => {
        if ((await removeOnce(runId, env)) > 0) quietSince = Infinity
        else quietSince = Math.min(quietSince, now())
        return now() - quietSince >= quiet || undefined
      },
      { within: 60_000, every: 100 },
    )
  } catch (cause) {
    throw new RecoveryError(
      'LEFT_IN_ENGINE',
      `the engine may still hold containers, networks, volumes and an image with the label ${runLabel}=${runId} (${messageOf(cause)}); once it answers, "docker ps --all --filter label=${runLabel}=${runId}" and the like list them to be removed`,
      { cause },
    )
  }
}
