import type { History } from './history/history'
import type { ScenarioLoad } from './loads'
import type { Random } from './random'
import type { RunningLoad, Sending } from './traffic/load'
import { startSpread } from './traffic/threads'

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

  /** Starts a load that goes on until it is stopped. */
  async start({ duration = Infinity, ...load }: ScenarioLoad): Promise<void> {
    const tag = `load-${++this.loads}`
    const seed = this.random.fork(tag).integer(0, 2 ** 31 - 1)
    this.running = await startSpread({ url: this.url, seed, tag, load }, this.history.record)
    const { startsAt } = this.running
    this.schedule = { startedAt: startsAt, endsAt: startsAt + duration }
  }

  /** Sends nothing new, and resolves when what is in flight has ended. */
  async stop(): Promise<void> {
    const { running } = this
    this.running = undefined
    if (running) this.sending = await running.stop()
  }
}
