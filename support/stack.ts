import { empty } from './database/contents'
import type { Platform } from './platform/platform'
import type { PlatformProvider } from './platform/provider'
import { currentRun } from './run'

/**
 * The one stack of a Cucumber worker. It is kept from scenario to scenario as long as it is steady, since nothing
 * is shared between workers; a scenario starts with empty tables.
 */
export class StackKeeper {
  private readonly provider: PlatformProvider
  private readonly worker: string
  private stack: Platform | undefined
  private made = 0

  constructor(provider: PlatformProvider, worker: string) {
    this.provider = provider
    this.worker = worker
  }

  /** A stack that is up, with no users in it. */
  async take(): Promise<Platform> {
    if (this.stack) {
      await empty(this.stack.database)
      return this.stack
    }
    const stack = await this.provider.createStack(currentRun(), `worker-${this.worker}-${++this.made}`)
    this.stack = stack
    await stack.up()
    return stack
  }

  /** Ends the stack; the next scenario gets a fresh one. */
  async discard(): Promise<void> {
    const { stack } = this
    this.stack = undefined
    await stack?.down()
  }
}
