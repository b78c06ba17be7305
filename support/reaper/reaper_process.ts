import { rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { messageOf } from '../errors'
import { removeLeftovers } from '../platform/compose/leftovers'
import { readSettings } from '../platform/compose/settings'
import { killAll, processesIn } from '../platform/embedded/proc'
import { removeSegments } from '../platform/embedded/shared_memory'

/** For how long an engine may still finish what a docker command that was ended had asked for, in milliseconds. */
const engineSettles = 3000

/** Ends everything that works in the directory, also what is started meanwhile; says how many processes it were. */
async function endProcesses(directory: string): Promise<number> {
  let ended = 0
  for (let left = processesIn(directory); left.length > 0; left = processesIn(directory)) {
    await killAll(left)
    ended += left.length
  }
  return ended
}

async function reap(runId: string, directory: string): Promise<void> {
  // Docker commands of a runner that died are among them.
  const ended = await endProcesses(directory)
  const compose = await readSettings(directory)
  if (compose?.keep) return
  try {
    if (compose) await removeLeftovers(runId, compose.engine, ended > 0 ? engineSettles : 0)
    await removeSegments(directory)
  } finally {
    await rm(directory, { recursive: true, force: true, maxRetries: 5 })
  }
}

async function main(): Promise<void> {
  const [runId, directory] = process.argv.slice(2)
  if (runId === undefined || directory === undefined) throw new Error('usage: reaper_process RUN DIRECTORY')
  // The project may be gone before the runner's end is noticed, and whoever works nowhere can start no command.
  process.chdir(dirname(directory))
  await new Promise((resolve) => process.stdin.resume().once('close', resolve))
  await reap(runId, directory)
}

void main().catch((error: unknown) => {
  console.error(messageOf(error))
  process.exitCode = 1
})
