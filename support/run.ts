import { randomBytes, randomInt } from 'node:crypto'
import { realpathSync } from 'node:fs'
import { chmod, mkdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { getEnvironmentData, isMainThread, setEnvironmentData } from 'node:worker_threads'
import { writingIn } from './platform/disk'
import type { Run } from './platform/provider'

/** Decides something in the main thread, once; worker threads inherit what was decided before they were made. */
function decidedOnce<T extends string | number>(key: string, decide: () => T): T {
  const known = getEnvironmentData(key) as T | undefined
  if (known !== undefined) return known
  if (!isMainThread) throw new Error(`${key} was not decided before the worker thread was made`)
  const decided = decide()
  setEnvironmentData(key, decided)
  return decided
}

/** This run of the suite, the same one in the coordinator and in all of its worker threads. */
export function currentRun(): Run {
  const id = decidedOnce('recovery-run', () => `${process.pid}-${randomBytes(3).toString('hex')}`)
  // The real path, because the reaper finds processes by the working directory that the system shows.
  return {
    id,
    directory: join(realpathSync(tmpdir()), `recovery-specifications-${id}`),
    projectRoot: resolve(__dirname, '..'),
  }
}

/** The seed of this run where none was given. */
export function drawnSeed(): number {
  return decidedOnce('recovery-seed', () => randomInt(2 ** 31))
}

/** Makes the run's directory, in which everything lives that must not survive the run. */
export async function createRunDirectory({ directory }: Run): Promise<void> {
  await writingIn(dirname(directory), async () => {
    await mkdir(directory)
    // A database server that runs as another user must be able to pass through to its own folders.
    await chmod(directory, 0o711)
  })
}
