import { now } from '../../support/clock'

/** The times in which something was broken on purpose; what happens in them to a request is explained. */
export class Windows {
  private readonly list: { from: number; to: number }[] = []

  /** From now on something is broken; returns what ends it. */
  open(): () => void {
    const window = { from: now(), to: Infinity }
    this.list.push(window)
    return () => {
      window.to = now()
    }
  }

  /** Whether something was broken at any moment of a period (milliseconds since the epoch). */
  explain(from: number, to: number): boolean {
    // Log times are whole milliseconds.
    return this.list.some((window) => from <= window.to && Math.ceil(to + 1) >= window.from)
  }
}
