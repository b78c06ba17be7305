import { now } from '../clock'

/** More sends than this in one go would keep answers waiting that have already arrived. */
const MOST_PER_TICK = 64

/**
 * Calls `send` for every moment that `nextOffset` gives, at that moment or as soon after it as the event loop allows,
 * until an offset of Infinity.
 *
 * One timer sends everything that is due. A timer per request makes the lateness worse by orders of magnitude, and
 * an interval drifts; a tick that is behind yields only to let answers in, then goes on.
 */
export class Pacer {
  private readonly startAt: number
  private readonly nextOffset: () => number
  private readonly send: (dueAt: number) => void
  private dueAt: number
  private cancel: () => void = () => undefined

  /** @param startAt - milliseconds since the Unix epoch, from which the offsets count */
  constructor(startAt: number, nextOffset: () => number, send: (dueAt: number) => void) {
    this.startAt = startAt
    this.nextOffset = nextOffset
    this.send = send
    this.dueAt = startAt + nextOffset()
    this.rest(now())
  }

  /** Sends what is due at this moment, so that no stall is left out, and nothing more. */
  stop(): void {
    this.cancel()
    const end = now()
    while (this.dueAt <= end) this.sendNext()
    this.dueAt = Infinity
  }

  private readonly tick = (): void => {
    const clock = now()
    for (let sent = 0; sent < MOST_PER_TICK && this.dueAt <= clock; sent++) this.sendNext()
    this.rest(clock)
  }

  private rest(clock: number): void {
    if (this.dueAt <= clock) {
      const immediate = setImmediate(this.tick)
      this.cancel = () => {
        clearImmediate(immediate)
      }
    } else if (this.dueAt < Infinity) {
      const timer = setTimeout(this.tick, this.dueAt - clock)
      this.cancel = () => {
        clearTimeout(timer)
      }
    }
  }

  private sendNext(): void {
    const { dueAt } = this
    this.dueAt = this.startAt + this.nextOffset()
    this.send(dueAt)
  }
}
