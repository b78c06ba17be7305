import { randomBytes } from 'node:crypto'
import { realpathSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { beginRun, type Reaper } from '../../../reaper/reaper'
import type { Run } from '../../provider'
import { docker, linesOf } from '../docker'
import { runLabel } from '../settings'

const kinds = [['container', '--all'], ['network'], ['volume'], ['image']] as const

/** Everything in the engine that bears a run's label, as `kind id`. */
export async function madeBy(runId: string): Promise<string[]> {
  const found = await Promise.all(
    kinds.map(async ([kind, ...options]) => {
      const ids = await docker([kind, 'ls', ...options, '--quiet', '--filter', `label=${runLabel}=${runId}`])
      return linesOf(ids).map((id) => `${kind} ${id}`)
    }),
  )
  return found.flat()
}

/** A run of a test's own in a folder, with a reaper that ends it. */
export async function ownRun(folder = tmpdir()): Promise<{ run: Run; reaper: Reaper }> {
  const id = `test-${process.pid}-${randomBytes(3).toString('hex')}`
  const run: Run = {
    id,
    directory: join(realpathSync(folder), `recovery-specifications-${id}`),
    projectRoot: resolve(__dirname, '../../../..'),
  }
  return { run, reaper: await beginRun(run) }
}
