import { rm } from 'node:fs/promises'
import { killAll, processesIn } from '../platform/embedded/proc'

async function reap(directory: string): Promise<void> {
  for (let left = processesIn(directory); left.length > 0; left = processesIn(directory)) await killAll(left)
  await rm(directory, { recursive: true, force: true, maxRetries: 5 })
}

async function main(): Promise<void> {
  const directory = process.argv[2]
  if (directory === undefined) throw new Error('usage: reaper_process DIRECTORY')
  await new Promise((resolve) => process.stdin.resume().once('close', resolve))
  await reap(directory)
}

void main().catch((error: unknown) => {
  console.error(error)
  process.exitCode = 1
})
