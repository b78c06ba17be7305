import { setTimeout as sleep } from 'node:timers/promises'

const PAUSE = 20

/** Tries, one after the other, until `attempt` succeeds; fails with its last error when the time is up. */
export async function eventually<Result>(
  attempt: () => Promise<Result> | Result,
  timeout = 5000,
): Promise<Result> {
  const deadline = performance.now() + timeout
  for (;;) {
    try {
      return await attempt()
    } catch (cause) {
      if (performance.now() > deadline) throw new Error(`Not within ${timeout} ms.`, { cause })
      await sleep(PAUSE)
    }
  }
}
