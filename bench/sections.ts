import { markdownTable } from '../support/report/markdown'
import { Entrant, median, opsPerCore, opsPerSecond } from './entrant'
import { askOnce } from './processes'
import type { Punctuality } from './tasks/lateness'

const ROUNDS = 3

/** Load generators side by side: each warmed up once, then in turns, so that noise meets all of them alike. */
export async function throughput(url: string): Promise<string> {
  const ours = new Entrant('our traffic', 'traffic')
  const entrants = [
    ours,
    new Entrant('our traffic, mixed', 'mixedTraffic'),
    new Entrant('plain got', 'plainGot'),
    new Entrant('autocannon', 'autocannonLoad'),
    new Entrant('wrk', 'wrk'),
  ]
  for (const entrant of entrants) await entrant.warmUp({ url, clients: 10, seconds: 4 })
  for (let round = 0; round < ROUNDS; round++) {
    for (const entrant of entrants) await entrant.run({ url, clients: 10, seconds: 2 })
  }
  for (const entrant of entrants) entrant.end()
  return markdownTable(
    ['10 clients', 'operations/s', 'operations/s per core', 'times our traffic'],
    entrants.map((entrant) => entrant.row(ours)),
  )
}

/** How punctually the open loop sends, in fresh processes; of several runs the one with the median p99. */
export async function punctuality(url: string): Promise<string> {
  const rows: string[][] = []
  for (const rate of [250, 500, 1000, 2000]) {
    const runs: Punctuality[] = []
    for (let round = 0; round < ROUNDS; round++) {
      runs.push(await askOnce('lateness', { url, rate, seconds: 2, warmUp: 2 }))
    }
    rows.push(
      punctualityRow(
        rate,
        median(runs, ({ lateness }) => lateness.p99),
      ),
    )
  }
  return markdownTable(
    [
      'rate',
      'lateness p50',
      'lateness p99',
      'latency from due p99',
      'own delay p99',
      'longest GC pause',
      'dropped',
    ],
    rows,
  )
}

function punctualityRow(rate: number, { lateness, fromDue, delay, dropped }: Punctuality): string[] {
  const times = [lateness.p50, lateness.p99, fromDue.p99, delay.eventLoop.p99, delay.gc.longest]
  return [`${rate}/s`, ...times.map(inMilliseconds), String(dropped)]
}

/** What it costs to keep operations and to sum them up. */
export async function recordingCost(): Promise<string> {
  const operations = 100_000
  const { record, summarize, memory } = await askOnce('recording', { operations })
  return markdownTable(
    ['operations', 'time to record', 'time to sum up', 'memory kept'],
    [[String(operations), inMilliseconds(record), inMilliseconds(summarize), `${memory.toFixed(0)} MB`]],
  )
}

/** What more clients cost, in fresh processes. */
export async function growthCost(url: string): Promise<string> {
  const rows: string[][] = []
  for (const clients of [10, 100, 1000]) {
    const { work, latency, delay, memory } = await askOnce('growth', { url, clients, seconds: 3 })
    const times = [latency.fromSent.p50, latency.fromSent.p99, delay.eventLoop.p99].map(inMilliseconds)
    rows.push([String(clients), opsPerSecond(work), opsPerCore(work), ...times, `${memory.toFixed(0)} MB`])
  }
  return markdownTable(
    [
      'clients',
      'operations/s',
      'operations/s per core',
      'latency p50',
      'latency p99',
      'own delay p99',
      'process',
    ],
    rows,
  )
}

function inMilliseconds(milliseconds: number): string {
  return `${milliseconds.toFixed(1)} ms`
}
