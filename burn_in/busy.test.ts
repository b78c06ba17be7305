import assert from 'node:assert/strict'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { test } from 'node:test'
import { until } from '../support/poll'
import { BusyCores } from './busy'

/** The processor time of a process so far, in clock ticks. */
function ticksOf(pid: number): number {
  const text = readFileSync(`/proc/${pid}/stat`, 'utf8')
  return Number(text.slice(text.lastIndexOf(')') + 2).split(' ')[11])
}

test(
  'every core is busy until it is enough, and no longer than its parent is there',
  { timeout: 60_000 },
  async () => {
    const cores = new BusyCores()
    const ends = cores.processes.map((process) => once(process, 'exit'))
    try {
      assert.equal(cores.processes.length, availableParallelism())
      for (const { pid = NaN } of cores.processes) {
        await until('two seconds of work', () => ticksOf(pid) > 200 || undefined, { within: 30_000 })
      }
      // What a process sees when its parent dies.
      cores.processes[0]?.disconnect()
      await ends[0]
    } finally {
      cores.end()
    }
    await Promise.all(ends)
  },
)
