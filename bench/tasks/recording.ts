import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { availability } from '../../support/checks/availability'
import { durability } from '../../support/checks/durability'
import { recoveryAfter } from '../../support/checks/recovery'
import { History } from '../../support/history/history'
import type { Operation, User } from '../../support/history/operation'
import { Random } from '../../support/random'
import { summarize } from '../../support/traffic/latency'
import { Script } from '../../support/traffic/workload'

export interface RecordingCost {
  /** Milliseconds to record all operations; to sum up their latency; to judge durability, recovery, availability. */
  record: number
  summarize: number
  judge: number
  /** Megabytes that the history keeps, and that it and the users read back keep together. */
  history: number
  withStored: number
}

/** Records so many operations, four of ten of them registrations, all of whose users are found again, and judges them. */
export function recording({ operations: count }: { operations: number }): Promise<RecordingCost> {
  const script = new Script({ mix: { register: 1 }, tag: 'bench' }, 0, new Random(1))
  const before = memoryUsed()
  const history = new History()
  const record = timeOf(() => {
    for (let index = 0; index < count; index++) history.record(operation(script, index))
  })
  const afterHistory = memoryUsed()
  const stored = rowsOf(history.operations)
  const afterAll = memoryUsed()
  const judge = timeOf(() => {
    expectHeld(durability(history.operations, stored).verdict)
    recoveryAfter(history.operations, 0)
    availability(history.operations, 0.01)
  })
  return Promise.resolve({
    record,
    summarize: timeOf(() => summarize(history.operations)),
    judge,
    history: afterHistory - before,
    withStored: afterAll - before,
  })
}

function timeOf(job: () => void): number {
  const started = performance.now()
  job()
  return performance.now() - started
}

/** A history of which something is missing would be judged faster, and for nothing. */
function expectHeld(verdict: string): void {
  if (verdict !== 'held') throw new Error(`the verdict of the bench's own history is "${verdict}"`)
}

function operation(script: Script, index: number): Operation {
  const times = { dueAt: index, sentAt: index + Math.random(), endedAt: index + 5 + Math.random() }
  const common = { client: index % 10, ...times, outcome: 'acknowledged' as const }
  if (index % 10 >= 4) return { kind: 'list', ...common, status: 200 }
  const request = script.next()
  const asked = request.kind === 'register' ? [request.content] : []
  return { kind: 'register', ...common, status: 201, asked, ids: [String(index)] }
}

/** The rows as they would be read back: none shares its text with the history. */
function rowsOf(operations: Iterable<Operation>): User[] {
  const rows: User[] = []
  for (const { asked: [user] = [], ids: [id] = [] } of operations) {
    if (user && id !== undefined) rows.push(copyOf({ id, ...user, created_at: '2026-01-02T03:04:05.000Z' }))
  }
  return rows
}

function copyOf(user: User): User {
  return JSON.parse(JSON.stringify(user)) as User
}

/** Megabytes in use once the garbage is gone. */
function memoryUsed(): number {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  collect()
  const { heapUsed, arrayBuffers } = process.memoryUsage()
  return (heapUsed + arrayBuffers) / 2 ** 20
}
