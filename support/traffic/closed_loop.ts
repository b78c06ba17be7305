import type { Operation } from '../history/operation'
import type { Random } from '../random'
import type { UsersClient } from './client'
import { Pauses } from './pauses'
import type { Traffic } from './traffic'
import { perform, Script, type Workload } from './workload'

export interface ClosedLoopOptions {
  client: UsersClient
  workload: Workload
  /** How many clients act at once. */
  clients: number
  /** Milliseconds that a client rests before each request, drawn evenly; undefined means no rest. */
  thinkTime: { from: number; to: number } | undefined
  random: Random
  /** Called with each operation as it ends. */
  record: (operation: Operation) => void
}

/** Milliseconds that a client rests at least after a failure, so that refused connections do not spin. */
const REST_AFTER_FAILURE = 5

/**
 * Starts clients that each wait for their answer before they ask again, like people with a browser.
 *
 * A closed loop slows down with the service, so it tells what each client saw and not how late a steady stream
 * of requests would have been answered (coordinated omission): use the open loop for latency under load.
 */
export function startClosedLoop(options: ClosedLoopOptions): Traffic {
  return new ClosedLoop(options)
}

class ClosedLoop implements Traffic {
  private readonly options: ClosedLoopOptions
  private readonly pauses = new Pauses()
  private readonly finished: Promise<unknown>
  private stopped = false
  private flying = 0

  constructor(options: ClosedLoopOptions) {
    this.options = options
    const scripts = Array.from(
      { length: options.clients },
      (_, client) => new Script(options.workload, client, options.random),
    )
    this.finished = Promise.all(scripts.map((script, client) => this.run(script, client)))
    // An error of `record` surfaces in stop(); until then it must not end the process.
    this.finished.catch(() => undefined)
  }

  get inFlight(): number {
    return this.flying
  }

  async stop(): Promise<void> {
    this.stopped = true
    this.pauses.endAll()
    await this.finished
  }

  private async run(script: Script, client: number): Promise<void> {
    const think = thinker(this.options, client)
    let failed = false
    for (;;) {
      const rest = Math.max(think(), failed ? REST_AFTER_FAILURE : 0)
      if (rest > 0) await this.pauses.take(rest)
      if (this.stopped) return
      failed = (await this.ask(script, client)).outcome !== 'acknowledged'
    }
  }

  private async ask(script: Script, client: number): Promise<Operation> {
    this.flying += 1
    const { operation } = await perform(this.options.client, script.next(), { client })
    this.flying -= 1
    script.learn(operation)
    this.options.record(operation)
    return operation
  }
}

/** Draws the milliseconds to rest before each request. */
function thinker({ thinkTime, random }: ClosedLoopOptions, client: number): () => number {
  if (thinkTime === undefined) return () => 0
  const own = random.fork(`client ${client} think time`)
  const { from, to } = thinkTime
  return () => from + own.fraction() * (to - from)
}
