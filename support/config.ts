import { RecoveryError } from './errors'

export const platformNames = ['embedded', 'compose'] as const
export type PlatformName = (typeof platformNames)[number]

/** What `worldParameters` may hold; see the profiles in cucumber.js. */
export interface Parameters {
  platform: PlatformName
  /** Replays a run: the same faults at the same offsets, the same users. Drawn for each run unless given. */
  seed?: number
  /** Compose: leaves every stack up when the run has ended, and says how to reach it. */
  keep?: boolean
  /** Compose: the context or host of a Docker engine that may be used although it is not on this machine. */
  engine?: string
}

/**
 * Checks the world parameters of a run.
 *
 * @throws RecoveryError `BAD_CONFIGURATION`, one sentence that says what is wrong and what to do
 */
export function parseParameters(given: Record<string, unknown>): Parameters {
  const { platform = 'embedded', seed, keep, engine, ...unknown } = given
  const [name] = Object.keys(unknown)
  if (name !== undefined)
    throw bad(`there is no world parameter "${name}"`, 'the parameters are platform, seed, keep and engine')
  if (!platformNames.some((each) => each === platform)) {
    throw bad(
      `there is no platform ${JSON.stringify(platform)}`,
      `choose one of: ${platformNames.join(', ')}`,
    )
  }
  if (seed !== undefined && !(Number.isInteger(seed) && Number(seed) >= 0 && Number(seed) < 2 ** 31)) {
    throw bad(`the seed ${JSON.stringify(seed)} cannot be used`, 'give a whole number from 0 to 2147483647')
  }
  return {
    platform: platform as PlatformName,
    ...(seed !== undefined && { seed: Number(seed) }),
    ...composeParameters(platform, { keep, engine }),
  }
}

function composeParameters(
  platform: unknown,
  { keep, engine }: { keep: unknown; engine: unknown },
): Pick<Parameters, 'keep' | 'engine'> {
  if (keep !== undefined && typeof keep !== 'boolean')
    throw bad(`${JSON.stringify(keep)} is no value for keep`, 'give true or false')
  if (keep === true && platform !== 'compose')
    throw bad('only the Compose platform can keep its stacks', 'add -p compose')
  if (engine !== undefined && platform !== 'compose')
    throw bad('only the Compose platform uses a Docker engine', 'add -p compose')
  if (engine !== undefined && typeof engine !== 'string')
    throw bad(
      `the engine ${JSON.stringify(engine)} cannot be used`,
      'give the name of a Docker context, or a host',
    )
  return { ...(keep !== undefined && { keep }), ...(engine !== undefined && { engine }) }
}

function bad(problem: string, remedy: string): RecoveryError {
  return new RecoveryError('BAD_CONFIGURATION', `${problem}; ${remedy}`)
}
