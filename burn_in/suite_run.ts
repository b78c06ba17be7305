import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, openSync } from 'node:fs'
import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { Checkout } from '../mutants/checkout'
import { signal } from '../support/platform/embedded/proc'
import { Territory } from './territory'

export const profiles = ['default', 'compose'] as const
export type Profile = (typeof profiles)[number]

/** Milliseconds that a run which was asked to end gets before it is killed. */
const endsWithin = 30_000

/** The suite in a child process, with a territory of its own. */
export class SuiteRun {
  readonly territory: Territory
  /** Everything the run reports, also what it writes to the terminal. */
  readonly reports: string
  /** The exit code; null for a run that was ended by a signal. */
  readonly ended: Promise<number | null>
  private readonly pid: number

  private constructor(territory: Territory, reports: string, child: ChildProcess) {
    this.territory = territory
    this.reports = reports
    this.ended = once(child, 'exit').then(([code]) => code as number | null)
    // Without a process there is no id, and `ended` says why.
    this.pid = child.pid ?? NaN
  }

  /** Starts the suite from a checkout, with or without the scenarios tagged @minute. */
  static async start(checkout: Checkout, profile: Profile, minute: boolean): Promise<SuiteRun> {
    const { directory } = checkout
    const territory = await Territory.claim({ checkout: directory, usesEngine: profile === 'compose' })
    const reports = join(directory, 'reports')
    await rm(reports, { recursive: true, force: true })
    await mkdir(reports)
    // A file, not a pipe: nobody needs to read along, and what outlives the run cannot hold it open.
    const output = openSync(join(reports, 'output.txt'), 'w')
    const child = spawn(
      process.execPath,
      [
        join(directory, 'node_modules/.bin/cucumber-js'),
        ...['--profile', profile, ...(minute ? [] : ['--tags', 'not @minute'])],
      ],
      {
        cwd: directory,
        env: { ...process.env, TMPDIR: territory.temporary },
        stdio: ['ignore', output, output],
        // A process group of its own, which can be interrupted as a terminal does it, and only then.
        detached: true,
      },
    )
    closeSync(output)
    territory.watch()
    return new SuiteRun(territory, reports, child)
  }

  /** Waits for the end of the run, at most so many milliseconds, or until somebody stops the command. */
  async endsBefore(milliseconds: number, stop: AbortSignal): Promise<'ended' | 'late' | 'stopped'> {
    const over = new AbortController()
    const signal = AbortSignal.any([stop, over.signal])
    // It rejects only when it is aborted.
    const patience = pause(milliseconds, 'late' as const, { signal }).catch(() => 'stopped' as const)
    try {
      return await Promise.race([this.ended.then(() => 'ended' as const), patience])
    } finally {
      over.abort()
    }
  }

  /** Sends a signal as people do: Ctrl-C reaches the whole process group, everything else the runner alone. */
  interrupt(name: NodeJS.Signals): void {
    signal(name === 'SIGINT' ? -this.pid : this.pid, name)
  }

  /** Has the run end before its time; resolves when its process is gone. */
  async end(): Promise<void> {
    this.interrupt('SIGINT')
    const patience = setTimeout(() => {
      this.interrupt('SIGKILL')
    }, endsWithin)
    await this.ended
    clearTimeout(patience)
  }
}
