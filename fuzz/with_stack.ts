import { once } from 'node:events'
import { platforms } from '../support/platform'
import type { Platform } from '../support/platform/platform'
import { beginRun } from '../support/reaper/reaper'
import { currentRun } from '../support/run'

/** Does something on a stack of its own, which is removed when that is done, has failed, or somebody interrupts it. */
export async function withStack(work: (platform: Platform) => Promise<void>): Promise<void> {
  const run = currentRun()
  const reaper = await beginRun(run)
  try {
    await platforms.embedded.prepare(run, { platform: 'embedded' })
    const platform = await platforms.embedded.createStack(run, 'fuzz')
    try {
      await Promise.race([platform.up().then(() => work(platform)), interruption()])
    } finally {
      await platform.down()
    }
  } finally {
    await reaper.release()
  }
}

/** Rejects when the process is asked to end. */
async function interruption(): Promise<never> {
  const signal = await Promise.race(
    (['SIGINT', 'SIGTERM'] as const).map((name) => once(process, name).then(() => name)),
  )
  throw new Error(`interrupted by ${signal}`)
}
