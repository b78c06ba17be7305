import { mkdtemp, readFile, realpath, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { until } from '../../poll'
import { killAll, processesIn } from '../embedded/proc'

/** A directory for one test. */
export async function makeScratch(): Promise<string> {
  return realpath(await mkdtemp(join(tmpdir(), 'recovery-test-')))
}

/** Ends every process that works in the directory, and removes it. */
export async function removeScratch(directory: string): Promise<void> {
  await killAll(processesIn(directory))
  await rm(directory, { recursive: true, force: true, maxRetries: 5 })
}

/** Waits until a file holds so many lines, and returns them. */
export function linesOf(file: string, count: number): Promise<string[]> {
  return until(
    `${count} lines in ${file}`,
    async () => {
      const lines = (await readFile(file, 'utf8')).split('\n').slice(0, -1)
      if (lines.length < count) throw new Error(lines.join('; '))
      return lines
    },
    { within: 20_000, every: 5 },
  )
}
