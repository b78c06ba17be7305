import { type ChildProcess, fork } from 'node:child_process'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'

/** Processes that keep every core busy, as other work on the machine would. */
export class BusyCores {
  readonly processes: readonly ChildProcess[]

  constructor() {
    this.processes = Array.from({ length: availableParallelism() }, () =>
      fork(join(__dirname, 'spin.ts'), { execArgv: ['--require', 'ts-node/register'] }),
    )
  }

  end(): void {
    for (const process of this.processes) process.kill('SIGKILL')
  }
}
