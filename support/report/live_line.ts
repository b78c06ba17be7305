import { writeSync } from 'node:fs'
import { isatty } from 'node:tty'
import { now } from '../clock'
import type { History } from '../history/history'
import { isFailure } from '../checks/availability'

const stderr = 2

/** While a load runs: one line on a terminal, renewed in place; a plain line every 10 s elsewhere. */
export class LiveLine {
  private readonly load: { startedAt: number; endsAt: number }
  private readonly history: History
  private readonly terminal = isatty(stderr)
  private readonly timer: NodeJS.Timeout

  constructor(load: { startedAt: number; endsAt: number }, history: History) {
    this.load = load
    this.history = history
    this.timer = setInterval(
      () => {
        this.write()
      },
      this.terminal ? 250 : 10_000,
    )
  }

  /** Stops renewing, and leaves no trace on a terminal. */
  end(): void {
    clearInterval(this.timer)
    if (this.terminal) writeSync(stderr, '\r\u001B[K')
  }

  private write(): void {
    const { operations, faults } = this.history
    const elapsed = Math.round((now() - this.load.startedAt) / 1000)
    const total = Math.round((this.load.endsAt - this.load.startedAt) / 1000)
    const failures = operations.filter(isFailure).length
    const broken = faults.map(({ kind, target }) => `, ${target} ${kind}`).join('')
    const line = `load: ${elapsed} of ${total} s, ${operations.length} requests, ${failures} failed${broken}`
    writeSync(stderr, this.terminal ? `\r\u001B[K${line}` : `${line}\n`)
  }
}
