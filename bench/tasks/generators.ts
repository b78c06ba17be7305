import { Agent, get } from 'node:http'
import { setTimeout as pause } from 'node:timers/promises'
import autocannon from 'autocannon'
import { execa } from 'execa'
import got from 'got'
import { RecoveryError } from '../../support/errors'
import { History } from '../../support/history/history'
import { Random } from '../../support/random'
import { UsersClient } from '../../support/traffic/client'
import { startClosedLoop } from '../../support/traffic/closed_loop'
import type { Mix } from '../../support/traffic/workload'
import { measure, repeat, type Work } from '../work'

/** The same closed loop for every load generator: so many clients, no think time. */
export interface Load {
  url: string
  clients: number
  seconds: number
}

/** Those in the comparison, by the name of their task. */
export type Generator = 'traffic' | 'mixedTraffic' | 'plainGot' | 'nodeHttp' | 'autocannonLoad' | 'wrk'

/** All ask for this, because it is what all of them can ask for. */
const PATH = '/health/live'

/** This project's traffic with recording on, on that one path. */
export function traffic(load: Load): Promise<Work> {
  return closedLoop(load, { live: 1 })
}

/** This project's traffic as scenarios use it: it registers, reads, lists, and parses what it gets. */
export function mixedTraffic(load: Load): Promise<Work> {
  return closedLoop(load, { register: 4, read: 4, list: 1, health: 1 })
}

/** got as its documentation introduces it. */
export function plainGot({ url, clients, seconds }: Load): Promise<Work> {
  return measure(() => repeat(clients, seconds, () => got(url + PATH).json()))
}

/** node:http by itself, which got is built on: nothing that uses got can be faster. */
export async function nodeHttp({ url, clients, seconds }: Load): Promise<Work> {
  const agent = new Agent({ keepAlive: true })
  const work = await measure(() => repeat(clients, seconds, () => ask(url + PATH, agent)))
  agent.destroy()
  return work
}

function ask(url: string, agent: Agent): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const request = get(url, { agent }, (answer) => {
      let text = ''
      answer.setEncoding('utf8')
      answer.on('data', (part: string) => (text += part))
      answer.once('end', () => {
        resolve(JSON.parse(text))
      })
    })
    request.once('error', reject)
  })
}

export function autocannonLoad({ url, clients, seconds }: Load): Promise<Work> {
  return measure(async () => {
    const { requests } = await autocannon({ url: url + PATH, connections: clients, duration: seconds })
    return requests.total
  })
}

/** @throws RecoveryError `NOT_INSTALLED` where there is no wrk */
export async function wrk({ url, clients, seconds }: Load): Promise<Work> {
  const args = ['-t1', `-c${clients}`, `-d${seconds}s`, url + PATH]
  // The shell's own `times` knows the processor time of its children, which node does not tell.
  const shell = ['-c', 'wrk "$@" && times', 'wrk', ...args]
  const { stdout, exitCode } = await execa('sh', shell, { timeout: seconds * 1000 + 5000, reject: false })
  if (exitCode === 127)
    throw new RecoveryError('NOT_INSTALLED', 'there is no wrk; install it to compare with it')
  const [, operations, took] = /(\d+) requests in ([\d.]+)s/.exec(stdout) ?? []
  const ofChildren = stdout.trimEnd().split('\n').at(-1) ?? ''
  const cpu = [...ofChildren.matchAll(/(\d+)m([\d.]+)s/g)]
    .map(([, minutes, rest]) => Number(minutes) * 60 + Number(rest))
    .reduce((sum, each) => sum + each, 0)
  return { operations: Number(operations), seconds: Number(took), cpu }
}

function closedLoop({ url, clients, seconds }: Load, mix: Mix): Promise<Work> {
  return measure(async () => {
    const client = new UsersClient(url)
    const history = new History()
    const loop = startClosedLoop({
      client,
      clients,
      workload: { mix, tag: 'bench' },
      thinkTime: undefined,
      random: new Random(1),
      record: history.record,
    })
    await pause(seconds * 1000)
    await loop.stop()
    client.close()
    return history.operations.length
  })
}
