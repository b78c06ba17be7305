import { join } from 'node:path'
import { execa } from 'execa'
import { RecoveryError } from '../errors'
import type { Run } from '../platform/provider'
import { createRunDirectory } from '../run'

export interface Reaper {
  /** Has everything that the run left ended and removed; resolves when it is done. */
  release(): Promise<void>
}

/**
 * Starts the process that cleans up after the run. It waits for the end of its standard input, which comes when the
 * runner calls `release` as well as when the runner dies in any way, by SIGKILL too (the idea is Ryuk's, the reaper
 * of Testcontainers). In a session of its own, so that a Ctrl-C in the terminal does not reach it.
 */
export function startReaper(run: Run): Reaper {
  const child = execa(
    process.execPath,
    [
      ...['--require', require.resolve('ts-node/register')],
      ...[join(__dirname, 'reaper_process.ts'), run.id, run.directory],
    ],
    {
      // Not in the run's directory, where it would find itself.
      cwd: run.projectRoot,
      stdin: 'pipe',
      stdout: 'ignore',
      stderr: 'pipe',
      detached: true,
      cleanup: false,
      reject: false,
    },
  )
  return {
    async release() {
      child.stdin.end()
      const { failed, stderr } = await child
      if (failed) {
        throw new RecoveryError('NOT_CLEANED_UP', `what the run left could not be removed: ${stderr.trim()}`)
      }
    },
  }
}

/** @throws RecoveryError `NOT_LINUX`: how ports are claimed and processes are found exists nowhere else */
function assertLinux(): void {
  if (process.platform === 'linux') return
  throw new RecoveryError(
    'NOT_LINUX',
    `the suite needs Linux, and this is ${process.platform}; run it in a virtual machine`,
  )
}

/**
 * Makes a run's directory, with a reaper that removes it and ends what works in it. The reaper comes first, so that
 * whenever there is a directory, there is somebody to remove it.
 */
export async function beginRun(run: Run): Promise<Reaper> {
  assertLinux()
  const reaper = startReaper(run)
  try {
    await createRunDirectory(run)
  } catch (error) {
    await reaper.release()
    throw error
  }
  return reaper
}
