import { RecoveryError } from '../../errors'
import { type Component, components, type Platform } from '../platform'
import { portTaken } from '../ports'
import { notUp } from '../start_error'
import { DockerError, lastLines } from './docker'

/** What Compose and the engine say when somebody else listens on a port, and which port that is. */
const taken = /(?:127\.0\.0\.1:(\d+).*(?:already allocated|already in use))/

/** Why a stack did not come up, for people: what is wrong with the engine or a port, or what the components wrote. */
export async function explainUp(
  platform: Platform,
  ports: Record<Component, number>,
  error: unknown,
): Promise<unknown> {
  const explained = explainPort(ports, error)
  if (explained !== error || isSilence(error)) return explained
  const output = error instanceof DockerError ? error.output : ''
  return notUp(platform, error, output === '' ? undefined : lastLines(output, 1))
}

/** Tells of a port that is taken where that is why a component could not be started; otherwise the same error. */
export function explainPort(ports: Record<Component, number>, error: unknown): unknown {
  const port = error instanceof DockerError ? Number(taken.exec(error.output)?.[1]) : NaN
  const component = components.find((each) => ports[each] === port)
  return component ? portTaken(component, port, { cause: error }) : error
}

function isSilence(error: unknown): boolean {
  return error instanceof RecoveryError && error.code === 'ENGINE_SILENT'
}
