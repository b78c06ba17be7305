import got from 'got'
import { RecoveryError } from '../../support/errors'
import type { Fault } from '../../support/faults/fault'
import { crash, incarnationOf, kill, restart } from '../../support/faults/lifecycle'
import { type Incarnation, type Platform, sameIncarnation } from '../../support/platform/platform'
import { waitUntilReady } from '../../support/platform/ready'
import { until } from '../../support/poll'
import type { PlannedFault } from './plan'
import { Windows } from './windows'

const faults: Record<PlannedFault['kind'], (platform: Platform, target: PlannedFault['target']) => Fault> = {
  restart,
  kill,
  crash,
}

/** A service that was broken may take so long to serve again, in milliseconds. */
const backWithin = 60_000

/** Breaks the components as planned, one at a time, while requests are sent. */
export class FaultDriver {
  readonly windows = new Windows()
  readonly injected: PlannedFault[] = []
  private readonly platform: Platform
  private readonly due: PlannedFault[]
  private chain = Promise.resolve()
  private alive: Promise<unknown> | undefined
  private life: Incarnation | undefined

  constructor(platform: Platform, plan: readonly PlannedFault[]) {
    this.platform = platform
    this.due = [...plan]
  }

  /** Says that a request is about to be sent; whatever is due at it begins now, or when what goes on is over. */
  reached(number: number): void {
    for (let fault = this.due[0]; fault !== undefined && fault.at <= number; fault = this.due[0]) {
      this.due.shift()
      const planned = fault
      this.chain = this.chain.then(() => this.inject(planned))
    }
    // Whoever waits for the faults gets the error; until then it must not end the process.
    this.chain.catch(() => undefined)
  }

  /** Waits until everything that has begun is over. */
  async settled(): Promise<void> {
    await this.chain
    await this.expectSameApi()
  }

  /** Waits until the API answers at all, so that requests are not wasted on an API that is away. */
  apiAnswers(): Promise<unknown> {
    this.alive ??= until('the API to answer', () => this.isAlive(), { within: backWithin }).finally(() => {
      this.alive = undefined
    })
    return this.alive
  }

  private async inject(planned: PlannedFault): Promise<void> {
    await this.expectSameApi()
    const close = this.windows.open()
    await faults[planned.kind](this.platform, planned.target).inject()
    await waitUntilReady(this.platform, backWithin)
    close()
    this.injected.push(planned)
    if (planned.target === 'api') this.life = undefined
    await this.expectSameApi()
  }

  /** @throws RecoveryError `API_DIED` when the API's process is another one although nobody touched it */
  private async expectSameApi(): Promise<void> {
    const life = await incarnationOf(this.platform, 'api')
    this.life ??= life
    if (sameIncarnation(life, this.life)) return
    throw new RecoveryError(
      'API_DIED',
      `the API ended by itself: process ${this.life.pid} became process ${life.pid}; the log says why`,
    )
  }

  private async isAlive(): Promise<true | undefined> {
    const { statusCode } = await got(`${this.platform.apiUrl}/health/live`, {
      retry: { limit: 0 },
      throwHttpErrors: false,
      timeout: { request: 2000 },
    })
    return statusCode === 200 || undefined
  }
}
