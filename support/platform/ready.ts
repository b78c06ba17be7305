import got from 'got'
import { Hopeless, until } from '../poll'
import type { Platform } from './platform'
import { components } from './platform'
import { endOf } from './start_error'

/** Fails at once when a component has ended, since nothing can become ready then. */
async function assertNothingEnded(platform: Platform): Promise<void> {
  for (const component of components) {
    const end = await endOf(platform, component, ' while it was starting')
    if (end !== undefined) throw new Hopeless(end)
  }
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
      await assertNothingEnded(platform)
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
