import assert from 'node:assert/strict'
import { readdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { execa } from 'execa'
import { processesIn } from '../platform/embedded/proc'

const root = resolve(__dirname, '../..')
const runPrefix = 'recovery-specifications-'

/**
 * Runs the suite as its users call it. With a folder for temporary files of its own, what it leaves shows.
 *
 * @param timeout - milliseconds after which it is ended
 */
export function suite(args: readonly string[], { folder, timeout }: { folder: string; timeout: number }) {
  const cucumber = join(root, 'node_modules/.bin/cucumber-js')
  return execa(process.execPath, [cucumber, '--format', 'summary', ...args], {
    cwd: root,
    env: { TMPDIR: folder },
    reject: false,
    all: true,
    timeout,
  })
}

/** The id of the run that has its directory in a folder; undefined where there is none. */
export function runIdIn(folder: string): string | undefined {
  return readdirSync(folder)
    .find((name) => name.startsWith(runPrefix))
    ?.slice(runPrefix.length)
}

/** Fails where a run has left a process or a directory in a folder. */
export function assertNothingLeftIn(folder: string): void {
  assert.deepEqual(processesIn(folder), [])
  assert.deepEqual(
    readdirSync(folder).filter((name) => name.startsWith('recovery-')),
    [],
  )
}
