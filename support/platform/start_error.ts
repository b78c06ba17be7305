import { messageOf, RecoveryError } from '../errors'
import { Hopeless } from '../poll'
import { type Component, components, type Platform } from './platform'

/** How much of a component's log a sentence quotes, in lines. */
const quoted = 8

/** How much of a line it quotes, in characters: a service may log whole stack traces on one. */
const longest = 300

/** What follows the message of an error that nobody caught, and would push it out of what is quoted. */
const stackFrame = /^\s+at |^Node\.js v|^\s*$/

/** Why a stack did not come up, for people: what is wrong below it, and the last that each component wrote. */
export async function notUp(
  platform: Platform,
  cause: unknown,
  reason = messageOf(cause),
): Promise<RecoveryError> {
  const trouble = await platform.trouble()
  const because = trouble === undefined ? '' : `${trouble}; `
  // What is hopeless has quoted the component that ended.
  const words = cause instanceof Hopeless ? [] : await Promise.all(components.map(quote))
  return new RecoveryError(
    'STACK_NOT_UP',
    [`the stack did not come up: ${because}${reason}`, ...words].join('\n'),
    { cause },
  )

  async function quote(component: Component): Promise<string> {
    // Where even the logs cannot be had, the reason alone must do.
    return `the ${component}: ${await lastWords(platform, component).catch(() => 'its log cannot be read')}`
  }
}

/** The last that a component wrote, as the rest of a sentence. */
export async function lastWords(platform: Platform, component: Component): Promise<string> {
  const lines = (await platform.logs(component)).filter((line) => !stackFrame.test(line))
  const tail = lines
    .slice(-quoted)
    .map((line) => (line.length > longest ? `${line.slice(0, longest)}…` : line))
  return tail.length > 0 ? `the last it wrote:\n  ${tail.join('\n  ')}` : 'it wrote nothing'
}

/** How a component ended that should run, `when` it did, and the last it wrote; undefined while it runs. */
export async function endOf(
  platform: Platform,
  component: Component,
  when = '',
): Promise<string | undefined> {
  const seen = await platform.status(component)
  if (seen.running) return undefined
  const words = await lastWords(platform, component)
  const lastEnd = seen.lastEnd ?? 'ended'
  return `the ${component} ${lastEnd}${when}; ${words}`
}
