import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { RecoveryError } from '../support/errors'
import type { Reply, Tasks } from './child'

/** Milliseconds after which a process that does not answer is given up; no task takes half as long. */
const PATIENCE = 60_000

type Input<T extends keyof Tasks> = Parameters<Tasks[T]>[0]
type Result<T extends keyof Tasks> = Awaited<ReturnType<Tasks[T]>>

/** A process of its own for a load generator, so that its processor time is known and nothing else is in its way. */
export class Child {
  private readonly process: ChildProcess = start('child.ts')

  /** @throws RecoveryError with the code of what went wrong there */
  async ask<T extends keyof Tasks>(task: T, input: Input<T>): Promise<Result<T>> {
    this.process.send({ task, input })
    const reply = (await answerOf(this.process)) as Reply
    if ('result' in reply) return reply.result as Result<T>
    throw new RecoveryError(reply.code, `${task} failed: ${reply.message}`)
  }

  end(): void {
    this.process.disconnect()
  }
}

/** Asks a new process for one thing only. */
export async function askOnce<T extends keyof Tasks>(task: T, input: Input<T>): Promise<Result<T>> {
  const child = new Child()
  try {
    return await child.ask(task, input)
  } finally {
    child.end()
  }
}

/** Starts the server in a process of its own. */
export async function startServer(): Promise<{ url: string; end: () => void }> {
  const server = start('server.ts')
  const url = (await answerOf(server)) as string
  return {
    url,
    end: () => {
      server.disconnect()
    },
  }
}

function start(file: string): ChildProcess {
  return fork(join(__dirname, file), { execArgv: ['--require', 'ts-node/register'] })
}

async function answerOf(process: ChildProcess): Promise<unknown> {
  const answered = new AbortController()
  const signal = AbortSignal.any([answered.signal, AbortSignal.timeout(PATIENCE)])
  const ended = once(process, 'exit', { signal }).then(() => {
    throw new RecoveryError(
      'BENCH_FAILED',
      'a process of the bench ended without an answer; see its output above',
    )
  })
  try {
    const [answer] = (await Promise.race([once(process, 'message', { signal }), ended])) as [unknown]
    return answer
  } finally {
    answered.abort()
  }
}
