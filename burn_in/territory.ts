import { readdirSync } from 'node:fs'
import { chmod, mkdtemp, readdir, realpath, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { now } from '../support/clock'
import { removeLeftovers } from '../support/platform/compose/leftovers'
import { killAll } from '../support/platform/embedded/proc'
import { isInSystem, sharedMemoryOf } from '../support/platform/embedded/mapped_memory'
import { until } from '../support/poll'
import { inEngine } from './engine'
import { type FoundProcess, look, processesMentioning } from './processes'

/** What the suite calls its run's directory; the rest of the name is the run's id, which labels what is in an engine. */
const runDirectory = /^recovery-specifications-(.+)$/

/** What Node.js and ts-node keep in the folder for temporary files on purpose, for the next process that starts. */
const caches = /^(node|v8)-compile-cache/

/** Milliseconds between two looks at what a run does: often enough to see each database server it starts. */
const lookEvery = 250

/** Milliseconds for which nothing may appear again: an engine may still finish what a dead run had asked for. */
const quiet = { withEngine: 3000, without: 300 }

export interface Ending {
  /** How long it took until nothing was left, in seconds, or until waiting was given up. */
  seconds: number
  left: string[]
}

/**
 * What is one run's of this machine, and nobody else's, so that other suites can run beside it: a folder for
 * temporary files of its own, everything that mentions this folder or the checkout, and what bears the run's id.
 */
export class Territory {
  readonly temporary: string
  private readonly marks: readonly string[]
  private readonly usesEngine: boolean
  private readonly ids = new Set<string>()
  private readonly memory = new Set<string>()
  private watching: NodeJS.Timeout | undefined

  private constructor(temporary: string, checkout: string, usesEngine: boolean) {
    this.temporary = temporary
    this.marks = [temporary, checkout]
    this.usesEngine = usesEngine
  }

  static async claim({
    checkout,
    usesEngine,
  }: {
    checkout: string
    usesEngine: boolean
  }): Promise<Territory> {
    const temporary = await mkdtemp(join(await realpath(tmpdir()), 'recovery-burn-in-'))
    // As root, PostgreSQL runs as another user, who must be able to enter.
    await chmod(temporary, 0o711)
    return new Territory(temporary, checkout, usesEngine)
  }

  /** Takes note of what cannot be told from others' any more once the run has ended. */
  watch(): void {
    this.watching = setInterval(() => {
      this.takeNote()
    }, lookEvery)
  }

  /** Whether the run ever had a directory; without it there is no telling what of the engine is the run's. */
  get wasSeen(): boolean {
    return this.ids.size > 0
  }

  /** Waits until nothing is left of the run, and nothing appears again. */
  async empty(within: number): Promise<Ending> {
    clearInterval(this.watching)
    const started = now()
    const stays = this.usesEngine ? quiet.withEngine : quiet.without
    let emptySince = Infinity
    const left = await until(
      'a look at what the run left',
      async () => {
        const found = await this.leftovers()
        emptySince = found.length > 0 ? Infinity : Math.min(emptySince, now())
        const over = now() - emptySince >= stays || (found.length > 0 && now() - started >= within)
        return over ? found : undefined
      },
      { within: within + 30_000, every: 100 },
    )
    return { seconds: (Math.min(emptySince, now()) - started) / 1000, left }
  }

  /** Everything of the run that is there now, one description each. */
  async leftovers(): Promise<string[]> {
    const processes = this.takeNote()
    const ids = this.usesEngine ? [...this.ids] : []
    return [
      ...processes.map(({ pid, command }) => `process ${pid} (${command})`),
      ...(await this.files()).map((name) => `file ${name}`),
      ...[...this.memory].filter(isInSystem).map((memory) => `shared memory ${memory}`),
      ...(await Promise.all(ids.map(inEngine))).flat(),
    ]
  }

  /** Ends and removes what is left, so that it does not disturb the next run. */
  async clear(): Promise<void> {
    clearInterval(this.watching)
    await killAll(processesMentioning(this.marks).map(({ pid }) => pid))
    if (this.usesEngine) for (const id of this.ids) await removeLeftovers(id, {}, 0)
    await rm(this.temporary, { recursive: true, force: true, maxRetries: 5 })
  }

  private async files(): Promise<string[]> {
    return (await readdir(this.temporary)).filter((name) => !caches.test(name))
  }

  /** Notes what the run has made; returns its processes. */
  private takeNote(): FoundProcess[] {
    for (const name of readdirSync(this.temporary)) {
      const id = runDirectory.exec(name)?.[1]
      if (id !== undefined) this.ids.add(id)
    }
    const processes = processesMentioning(this.marks)
    for (const { pid } of processes) {
      const mapped = look(() => sharedMemoryOf(pid).join('\n'))
      for (const memory of mapped.split('\n').filter(Boolean)) this.memory.add(memory)
    }
    return processes
  }
}
