import { RecoveryError } from './errors'

export const platformNames = ['embedded'] as const
export type PlatformName = (typeof platformNames)[number]

/** What `worldParameters` may hold; see the profiles in cucumber.js. */
export interface Parameters {
  platform: PlatformName
  /** Replays a run: the same faults at the same offsets, the same users. Drawn for each run unless given. */
  seed?: number
}

/**
 * Checks the world parameters of a run.
 *
 * @throws RecoveryError `BAD_CONFIGURATION`, one sentence that says what is wrong and what to do
 */
export function parseParameters(given: Record<string, unknown>): Parameters {
  const { platform = 'embedded', seed, ...unknown } = given
  const [name] = Object.keys(unknown)
  if (name !== undefined)
    throw bad(`there is no world parameter "${name}"`, 'the parameters are platform and seed')
  if (!platformNames.some((each) => each === platform)) {
    throw bad(
      `there is no platform ${JSON.stringify(platform)}`,
      `choose one of: ${platformNames.join(', ')}`,
    )
  }
  if (seed !== undefined && !(Number.isInteger(seed) && Number(seed) >= 0 && Number(seed) < 2 ** 31)) {
    throw bad(`the seed ${JSON.stringify(seed)} cannot be used`, 'give a whole number from 0 to 2147483647')
  }
  return { platform: platform as PlatformName, ...(seed !== undefined && { seed: Number(seed) }) }
}

function bad(problem: string, remedy: string): RecoveryError {
  return new RecoveryError('BAD_CONFIGURATION', `${problem}; ${remedy}`)
}
