import { empty } from './database/contents'
import type { Platform } from './platform/platform'
import type { PlatformProvider } from './platform/provider'
import { RecoveryError } from './errors'
import { currentRun } from './run'

/** So many stacks in a row may fail to come up before no more are tried. */
const attempts = 2

const givenUp = new RecoveryError(
  'GIVEN_UP',
  `not tried, because ${attempts} stacks in a row did not come up; put right what the first failed scenarios tell and run again`,
)

/**
 * The one stack of a Cucumber worker. It is kept from scenario to scenario as long as it is steady, since nothing
 * is shared between workers; a scenario starts with empty tables.
 */
export class StackKeeper {
  private readonly provider: PlatformProvider
  private readonly worker: string
  private stack: Platform | undefined
  private made = 0
  /** How many stacks in a row did not come up. */
  private failed = 0

  constructor(provider: PlatformProvider, worker: string) {
    this.provider = provider
    this.worker = worker
  }

  /**
   * A stack that is up, with no users in it.
   *
   * @throws RecoveryError `GIVEN_UP` once several in a row did not come up, each of which may take a minute to say so
   */
  async take(): Promise<Platform> {
    if (this.stack) {
      await empty(this.stack.database)
      return this.stack
    }
    if (this.failed >= attempts) throw givenUp
    this.failed++
    const stack = await this.provider.createStack(currentRun(), `worker-${this.worker}-${++this.made}`)
    this.stack = stack
    await stack.up()
    this.failed = 0
    return stack
  }

  /** Ends the stack; the next scenario gets a fresh one. */
  async discard(): Promise<void> {
    const { stack } = this
    this.stack = undefined
    await stack?.down()
  }
}
