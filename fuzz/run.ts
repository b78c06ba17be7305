import got from 'got'
import { messageOf } from '../support/errors'
import type { Platform } from '../support/platform/platform'
import { markdownTable } from '../support/report/markdown'
import { aftermathWrongs } from './aftermath'
import { Contract } from './checks/contract'
import { FaultDriver } from './faults/driver'
import { partsOf, planFaults, type PlannedFault } from './faults/plan'
import { Findings } from './findings'
import { amount, growthWrongs, type Holding } from './growth/growth'
import { measure } from './growth/measure'
import type { Options } from './options'
import { Traffic } from './traffic'

/** What a run found and measured. */
export interface Outcome {
  findings: Findings
  summary: string
}

/** The service's own OpenAPI document. */
export async function contractOf({ apiUrl }: Platform): Promise<Contract> {
  return new Contract(
    await got(`${apiUrl}/openapi.json`, { retry: { limit: 0 }, timeout: { request: 8000 } }).json(),
  )
}

/** Sends all requests while components fail, and judges the answers, the memory, the data and the log. */
export async function runAll(platform: Platform, { requests, seed }: Options): Promise<Outcome> {
  const findings = new Findings()
  const driver = new FaultDriver(platform, planFaults(seed, requests))
  const traffic = new Traffic(platform.apiUrl, {
    seed,
    contract: await contractOf(platform),
    driver,
    findings,
  })
  const started = performance.now()
  let holdings: Holdings | undefined
  await attempt(findings, async () => {
    holdings = await sendInParts(platform, traffic, requests)
    for (const wrong of growthWrongs(holdings.early, holdings.late)) findings.add({ wrong })
  })
  await attempt(findings, async () => {
    for (const wrong of await aftermathWrongs(platform, traffic.operations, driver.windows))
      findings.add({ wrong })
  })
  const seconds = (performance.now() - started) / 1000
  return { findings, summary: summaryOf(traffic, driver.injected, holdings, seconds) }
}

interface Holdings {
  early: Holding
  late: Holding
}

async function sendInParts(platform: Platform, traffic: Traffic, requests: number): Promise<Holdings> {
  const { apiFaultsEnd, warm, total } = partsOf(requests)
  await traffic.sendUntil(apiFaultsEnd)
  await traffic.sendUntil(warm)
  const early = await measure(platform)
  await traffic.sendUntil(total)
  return { early, late: await measure(platform) }
}

/** Does a part of the run. What stops it is a finding beside those that there are already. */
async function attempt(findings: Findings, work: () => Promise<void>): Promise<void> {
  try {
    await work()
  } catch (error) {
    findings.add({ wrong: messageOf(error) })
  }
}

function summaryOf(
  { tally }: Traffic,
  injected: readonly PlannedFault[],
  holdings: Holdings | undefined,
  seconds: number,
): string {
  return [
    tally.table(),
    `faults: ${faultsText(injected)}; ${tally.unanswered} requests were not answered meanwhile`,
    ...(holdings ? [holdingsTable(holdings)] : []),
    `took ${seconds.toFixed(1)} s`,
  ].join('\n\n')
}

function faultsText(injected: readonly PlannedFault[]): string {
  const counts = new Map<string, number>()
  for (const { kind, target } of injected)
    counts.set(`${target} ${kind}`, (counts.get(`${target} ${kind}`) ?? 0) + 1)
  return [...counts].map(([what, count]) => `${count} × ${what}`).join(', ')
}

function holdingsTable({ early, late }: Holdings): string {
  const keys = Object.keys(early) as (keyof Holding)[]
  return markdownTable(
    ['the API holds', 'early', 'late'],
    keys.map((key) => [key, amount(key, early[key]), amount(key, late[key])]),
  )
}
