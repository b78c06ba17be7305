import { RecoveryError } from './errors'
import type { History } from './history/history'
import type { ScenarioLoad } from './loads'
import { until } from './poll'
import type { Random } from './random'
import { ownClient } from './steady_state'
import type { RunningLoad, Sending } from './traffic/load'
import { startSpread } from './traffic/threads'

/** How many users of a load are stored before anything is broken. */
const enough = 10

/** Those who call the service while a scenario goes on. */
export class Callers {
  /** When the latest load started, in milliseconds since the epoch, and when it is to end. */
  schedule = { startedAt: NaN, endsAt: NaN }
  /** How the latest load was sent; undefined until it has ended. */
  sending: Sending | undefined
  private readonly url: string
  private readonly history: History
  private readonly random: Random
  private running: RunningLoad | undefined
  private loads = 0

  /** @param url - where the service is */
  constructor(url: string, history: History, random: Random) {
    this.url = url
    this.history = history
    this.random = random
  }

  get active(): boolean {
    return this.running !== undefined
  }

  /** Every request of the load sent before this moment has ended and is recorded. */
  get answeredUntil(): number {
    return this.running?.answeredUntil ?? Infinity
  }

  /**
   * Starts a load that goes on until it is stopped.
   *
   * @throws RecoveryError `LOAD_RUNNING`
   */
  async start({ duration = Infinity, ...load }: ScenarioLoad): Promise<void> {
    if (this.running)
      throw new RecoveryError('LOAD_RUNNING', 'a load is running already; give the scenario only one')
    const tag = `load-${++this.loads}`
    const seed = this.random.fork(tag).integer(0, 2 ** 31 - 1)
    this.running = await startSpread({ url: this.url, seed, tag, load }, this.history.record)
    const { startsAt } = this.running
    this.schedule = { startedAt: startsAt, endsAt: startsAt + duration }
  }

  /** Waits until the service has stored users for a load that runs: they are what a fault could take away. */
  async untilInUse(): Promise<void> {
    if (!this.running) return
    await until(
      `the service to store ${enough} users for those who call it`,
      () => {
        const stored = this.storedUsers()
        if (stored < enough) throw new Error(`it has stored ${stored}`)
        return true
      },
      { within: 15_000 },
    )
  }

  private storedUsers(): number {
    let stored = 0
    for (const { kind, outcome, client } of this.history.operations)
      if (kind === 'register' && outcome === 'acknowledged' && client !== ownClient) stored++
    return stored
  }

  /** Sends nothing new, and resolves when what is in flight has ended. */
  async stop(): Promise<void> {
    const { running } = this
    this.running = undefined
    if (running) this.sending = await running.stop()
  }
}
