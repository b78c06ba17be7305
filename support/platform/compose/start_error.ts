import { messageOf, RecoveryError } from '../../errors'
import { Hopeless } from '../../poll'
import { type Component, components, type Platform } from '../platform'
import { DockerError, lastLines } from './docker'

/** What Compose and the engine say when somebody else listens on a port, and which port that is. */
const portTaken = /(?:127\.0\.0\.1:(\d+).*(?:already allocated|already in use))|port is already allocated/

/** Why a stack did not come up, for people: a port that is taken, or the last that each component wrote. */
export async function explainStart(platform: Platform, error: unknown): Promise<RecoveryError> {
  if (error instanceof Hopeless) return notUp(error.message, error)
  const output = error instanceof DockerError ? error.output : ''
  const taken = portTaken.exec(output)
  if (taken) {
    return new RecoveryError(
      'PORT_TAKEN',
      `the stack did not come up because port ${taken[1] ?? '(unknown)'} of 127.0.0.1 was taken in the meantime; run again`,
      { cause: error },
    )
  }
  const reason = output === '' ? messageOf(error) : lastLines(output, 1)
  const logs = await Promise.all(components.map((component) => lastWords(platform, component)))
  return notUp([reason, ...logs].join('\n'), error)
}

function notUp(reason: string, cause: unknown): RecoveryError {
  return new RecoveryError('STACK_NOT_UP', `the stack did not come up: ${reason}`, { cause })
}

async function lastWords(platform: Platform, component: Component): Promise<string> {
  // Where even the logs cannot be had, the reason alone must do.
  const lines = await platform.logs(component).catch(() => [])
  const tail = lines.slice(-8).join('\n  ')
  return `the last that the ${component} wrote: ${tail === '' ? 'nothing' : `\n  ${tail}`}`
}
