import got from 'got'
import { Hopeless, until } from '../poll'
import type { Platform } from './platform'
import { components } from './platform'

async function ended(platform: Platform): Promise<string | undefined> {
  for (const component of components) {
    const { running } = await platform.status(component)
    if (!running) return component
  }
  return undefined
}

/**
 * Waits until a stack that was just started says that it is ready.
 *
 * @throws Hopeless, with the last lines of its log, as soon as a component has ended
 */
export async function waitUntilReady(platform: Platform, within: number): Promise<void> {
  await until(
    'the service to become ready',
    async () => {
      const dead = await ended(platform)
      if (dead === 'api' || dead === 'database') throw await endedAtStart(platform, dead)
      const answer = await got(`${platform.apiUrl}/health`, {
        retry: { limit: 0 },
        throwHttpErrors: false,
        timeout: { request: 2000 },
      })
      if (answer.statusCode !== 200) throw new Error(`HTTP ${answer.statusCode} ${answer.body}`)
      return true
    },
    { within },
  )
}

async function endedAtStart(platform: Platform, component: 'api' | 'database'): Promise<Hopeless> {
  const tail = (await platform.logs(component)).slice(-8)
  return new Hopeless(
    `the ${component} ended while it was starting; the last it wrote:\n  ${tail.join('\n  ')}`,
  )
}
