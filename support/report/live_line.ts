import { writeSync } from 'node:fs'
import { isatty } from 'node:tty'
import { now } from '../clock'
import type { History } from '../history/history'
import { Progress } from './progress'

const stderr = 2

/** Puts a terminal's cursor at the beginning of its line and empties it. */
export const clearLine = '\r\u001B[K'

/** A line that a terminal cuts off at its edge; wrapped, it could not be renewed in place. */
function onOneLine(text: string): string {
  return `${clearLine}\u001B[?7l${text}\u001B[?7h`
}

/** While a load runs: one line on a terminal, renewed in place; a plain line every 10 s elsewhere. */
export class LiveLine {
  private readonly progress: Progress
  private readonly terminal = isatty(stderr)
  private readonly timer: NodeJS.Timeout

  constructor(load: { startedAt: number; endsAt: number }, history: History) {
    this.progress = new Progress(load, history)
    this.timer = setInterval(
      () => {
        const text = this.progress.at(now())
        writeSync(stderr, this.terminal ? onOneLine(text) : `${text}\n`)
      },
      this.terminal ? 250 : 10_000,
    )
  }

  /** Stops renewing, and leaves no trace on a terminal. */
  end(): void {
    clearInterval(this.timer)
    if (this.terminal) writeSync(stderr, clearLine)
  }
}
