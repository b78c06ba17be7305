import { RecoveryError } from '../support/errors'
import { Child } from './processes'
import { warmUp } from './warm_up'
import type { Generator, Load } from './tasks/generators'
import type { Work } from './work'

/** A load generator in the comparison, in a process that lives on from round to round. */
export class Entrant {
  private readonly name: string
  private readonly generator: Generator
  private readonly child = new Child()
  private readonly rounds: Work[] = []
  private installed = true

  constructor(name: string, generator: Generator) {
    this.name = name
    this.generator = generator
  }

  warmUp(url: string): Promise<void> {
    return this.unlessMissing(() => warmUp(this.child, this.generator, url))
  }

  run(load: Load): Promise<void> {
    return this.unlessMissing(async () => {
      // While the others have their turn it cools down: its first second is slower than the rest.
      await this.child.ask(this.generator, { ...load, seconds: 1 })
      this.rounds.push(await this.child.ask(this.generator, load))
    })
  }

  row(reference: Entrant): string[] {
    if (!this.installed) return [this.name, 'not installed', '', '']
    const work = this.median()
    const ratio = perCore(work) / perCore(reference.median())
    return [this.name, opsPerSecond(work), opsPerCore(work), ratio.toFixed(2)]
  }

  end(): void {
    this.child.end()
  }

  private async unlessMissing(job: () => Promise<void>): Promise<void> {
    if (!this.installed) return
    try {
      await job()
    } catch (error) {
      if (!(error instanceof RecoveryError && error.code === 'NOT_INSTALLED')) throw error
      this.installed = false
    }
  }

  private median(): Work {
    return median(this.rounds, perCore)
  }
}

export function opsPerSecond({ operations, seconds }: Work): string {
  return (operations / seconds).toFixed(0)
}

export function opsPerCore(work: Work): string {
  return perCore(work).toFixed(0)
}

/** The run in the middle when they are ordered by `key`; there must be at least one. */
export function median<T>(runs: readonly T[], key: (run: T) => number): T {
  const sorted = [...runs].sort((a, b) => key(a) - key(b))
  return sorted[Math.floor(sorted.length / 2)] as T
}

/** Operations for each second of processor time: what one core would do if it did nothing else. */
function perCore({ operations, cpu }: Work): number {
  return operations / cpu
}
