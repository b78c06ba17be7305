import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { History } from '../../support/history/history'
import type { Operation } from '../../support/history/operation'
import { Random } from '../../support/random'
import { summarize } from '../../support/traffic/latency'
import { Script } from '../../support/traffic/workload'

export interface RecordingCost {
  /** Milliseconds to record, and to sum up the latency of, all operations. */
  record: number
  summarize: number
  /** Megabytes that stay in memory: the operations themselves and the history that holds them. */
  memory: number
}

/** Records that many registrations with users as traffic draws them. */
export function recording({ operations: count }: { operations: number }): Promise<RecordingCost> {
  const script = new Script({ mix: { register: 1 }, tag: 'bench' }, 0, new Random(1))
  const before = heapUsed()
  const operations = Array.from({ length: count }, (_, index) => registration(script, index))
  const history = new History()
  const record = timeOf(() => {
    for (const operation of operations) history.record(operation)
  })
  const memory = (heapUsed() - before) / 2 ** 20
  return Promise.resolve({ record, summarize: timeOf(() => summarize(history.operations)), memory })
}

function timeOf(job: () => void): number {
  const started = performance.now()
  job()
  return performance.now() - started
}

function registration(script: Script, index: number): Operation {
  const request = script.next()
  const times = { dueAt: index, sentAt: index + Math.random(), endedAt: index + 5 + Math.random() }
  const asked = request.kind === 'register' ? [request.content] : []
  return {
    kind: 'register',
    client: 0,
    ...times,
    outcome: 'acknowledged',
    status: 201,
    asked,
    ids: [String(index)],
  }
}

/** Bytes in use once the garbage is gone. */
function heapUsed(): number {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  collect()
  return process.memoryUsage().heapUsed
}
