import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import type { Operation } from '../history/operation'
import type { ClientDelay } from './client_delay'
import { Durations } from './latency'
import { type Load, type LoadPlan, type RunningLoad, type Sending, startLoad } from './load'
import type { FromThread } from './thread'

/** Requests per second up to which one thread is punctual; see bench/README.md. */
const mostPerThread = 2000

/** Runs a load in as many threads as it needs, but in no more than there are cores. */
export async function startSpread(
  plan: LoadPlan,
  record: (operation: Operation) => void,
  threads = threadsFor(plan.load),
): Promise<RunningLoad> {
  return threads === 1 ? startLoad(plan, record) : await startThreads(plan, record, threads)
}

/** How many threads a load needs. */
export function threadsFor(load: Load): number {
  return Math.max(1, Math.min(Math.ceil(highestRate(load) / mostPerThread), availableParallelism()))
}

/** Requests per second if every answer came at once; clients without a rest are as fast as one thread lets them be. */
function highestRate(load: Load): number {
  if ('rate' in load) return load.rate
  const { from, to } = load.thinkTime ?? { from: 0, to: 0 }
  return from + to === 0 ? mostPerThread : (load.clients / ((from + to) / 2)) * 1000
}

/** The part of a plan that one of several threads runs. Independent random arrivals add up to random arrivals. */
export function partOf({ url, seed, tag, load }: LoadPlan, index: number, threads: number): LoadPlan {
  const part: Load =
    'rate' in load
      ? { ...load, rate: load.rate / threads }
      : { ...load, clients: Math.floor((load.clients + index) / threads) }
  return { url, seed: seed + index, tag: `${tag}-${index}`, load: part }
}

async function startThreads(
  plan: LoadPlan,
  record: (operation: Operation) => void,
  count: number,
): Promise<RunningLoad> {
  const lateness = new Durations()
  const threads = Array.from({ length: count }, (_, index) => {
    return new LoadThread(partOf(plan, index, count), (operation) => {
      lateness.add(operation.sentAt - operation.dueAt)
      // Every thread counts its clients from 0.
      record({ ...operation, client: operation.client * count + index })
    })
  })
  try {
    const starts = await Promise.all(threads.map((thread) => thread.startsAt))
    return {
      startsAt: Math.max(...starts),
      get answeredUntil() {
        return Math.min(...threads.map((thread) => thread.answeredUntil))
      },
      async stop() {
        const all = await Promise.all(threads.map((thread) => thread.stop()))
        return { ...together(all), lateness: 'rate' in plan.load ? lateness.summary() : undefined }
      },
    }
  } catch (error) {
    await Promise.all(threads.map((thread) => thread.kill()))
    throw error
  }
}

class LoadThread {
  answeredUntil = -Infinity
  private readonly worker: Worker
  private readonly started = Promise.withResolvers<number>()
  private readonly ended = Promise.withResolvers<Sending>()

  constructor(plan: LoadPlan, record: (operation: Operation) => void) {
    this.worker = new Worker(join(__dirname, 'thread.ts'), {
      workerData: plan,
      execArgv: ['--require', 'ts-node/register'],
    })
    this.worker.on('message', ({ startsAt, operations = [], answeredUntil, ended }: FromThread) => {
      for (const operation of operations) record(operation)
      if (answeredUntil !== undefined) this.answeredUntil = answeredUntil
      if (startsAt !== undefined) this.started.resolve(startsAt)
      if (ended) this.ended.resolve(ended)
    })
    this.worker.on('error', (error) => {
      this.started.reject(error)
      this.ended.reject(error)
    })
    // It is awaited only in stop(); until then an error must not end the process.
    this.ended.promise.catch(() => undefined)
  }

  get startsAt(): Promise<number> {
    return this.started.promise
  }

  async stop(): Promise<Sending> {
    this.worker.postMessage('stop')
    try {
      return await this.ended.promise
    } finally {
      await this.kill()
    }
  }

  async kill(): Promise<void> {
    await this.worker.terminate()
  }
}

/** Several threads as one: the worst delay is the one that could be blamed on the service. */
function together(all: readonly Sending[]): Omit<Sending, 'lateness'> {
  const delays = all.map(({ delay }) => delay)
  return {
    dropped: all.reduce((sum, { dropped }) => sum + dropped, 0),
    delay: {
      eventLoop: delays
        .flatMap(({ eventLoop }) => eventLoop ?? [])
        .reduce<ClientDelay['eventLoop']>(
          (worst, each) => (each.p99 > (worst?.p99 ?? -1) ? each : worst),
          undefined,
        ),
      gc: {
        count: delays.reduce((sum, { gc }) => sum + gc.count, 0),
        total: delays.reduce((sum, { gc }) => sum + gc.total, 0),
        longest: Math.max(...delays.map(({ gc }) => gc.longest)),
      },
      utilization: Math.max(...delays.map(({ utilization }) => utilization)),
    },
  }
}
