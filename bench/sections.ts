import { markdownTable } from '../support/report/markdown'
import { Entrant, median, opsPerCore, opsPerSecond } from './entrant'
import { askOnce, Child } from './processes'
import type { Punctuality } from './tasks/lateness'
import { warmUp } from './warm_up'

const ROUNDS = 3

/** Load generators side by side: each warmed up once, then in turns, so that noise meets all of them alike. */
export async function throughput(url: string): Promise<string> {
  const ours = new Entrant('our traffic', 'traffic')
  const entrants = [
    ours,
    new Entrant('our traffic, mixed', 'mixedTraffic'),
    new Entrant('plain got', 'plainGot'),
    new Entrant('node:http', 'nodeHttp'),
    new Entrant('autocannon', 'autocannonLoad'),
    new Entrant('wrk', 'wrk'),
  ]
  for (const entrant of entrants) await entrant.warmUp(url)
  for (let round = 0; round < ROUNDS; round++) {
    for (const entrant of entrants) await entrant.run({ url, clients: 10, seconds: 2 })
  }
  for (const entrant of entrants) entrant.end()
  return markdownTable(
    ['10 clients', 'operations/s', 'operations/s per core', 'times ours, per core'],
    entrants.map((entrant) => entrant.row(ours)),
  )
}

/** How punctually the open loop sends: in a fresh process, and in one that is warm. */
export async function punctuality(url: string): Promise<string> {
  const cold = await medianRun(() => askOnce('lateness', { url, rate: 500, seconds: 2 }))
  const rows = [punctualityRow('500/s, fresh process', cold)]
  const warm = new Child()
  await warmUp(warm, 'mixedTraffic', url)
  for (const rate of [250, 500, 1000, 2000]) {
    rows.push(
      punctualityRow(`${rate}/s`, await medianRun(() => warm.ask('lateness', { url, rate, seconds: 2 }))),
    )
  }
  warm.end()
  return markdownTable(
    ['rate', 'late p50', 'late p99', 'latency from due p99', 'own delay p99', 'longest GC pause', 'dropped'],
    rows,
  )
}

async function medianRun(run: () => Promise<Punctuality>): Promise<Punctuality> {
  const runs: Punctuality[] = []
  for (let round = 0; round < ROUNDS; round++) runs.push(await run())
  return median(runs, ({ lateness }) => lateness.p99)
}

function punctualityRow(title: string, { lateness, fromDue, delay, dropped }: Punctuality): string[] {
  const times = [lateness.p50, lateness.p99, fromDue.p99, delay.eventLoop?.p99, delay.gc.longest]
  return [title, ...times.map(inMilliseconds), String(dropped)]
}

/** What it costs to keep operations, to sum them up and to judge them. */
export async function recordingCost(): Promise<string> {
  const rows: string[][] = []
  for (const operations of [100_000, 1_000_000]) {
    const cost = await askOnce('recording', { operations })
    const times = [cost.record, cost.summarize, cost.judge].map((time) => `${time.toFixed(0)} ms`)
    const memory = [cost.history, cost.withStored].map((megabytes) => `${megabytes.toFixed(0)} MB`)
    rows.push([String(operations), ...times, ...memory])
  }
  const header = [
    'operations',
    'to record',
    'to sum up',
    'to judge',
    'history',
    'history and users read back',
  ]
  return markdownTable(header, rows)
}

/** What more clients cost; a process for each number, so that its memory is its own. */
export async function growthCost(url: string): Promise<string> {
  const rows: string[][] = []
  for (const clients of [10, 100, 1000]) {
    const { work, latency, delay, memory } = await askOnce('growth', { url, clients, seconds: 3 })
    const times = [latency.fromSent.p50, latency.fromSent.p99, delay.eventLoop?.p99].map(inMilliseconds)
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

function inMilliseconds(milliseconds: number | undefined): string {
  return milliseconds === undefined ? 'not seen' : `${milliseconds.toFixed(1)} ms`
}
