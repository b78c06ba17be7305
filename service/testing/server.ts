import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { eventually } from './eventually'

const SOURCE = path.join(__dirname, '..', 'server.ts')

/** The service as a process of its own, from source. */
export class Server {
  stdout = ''
  stderr = ''
  readonly #process: ChildProcess
  readonly #exited: Promise<unknown[]>

  constructor(environment: Record<string, string>) {
    const { PATH = '', TS_NODE_PROJECT = '' } = process.env
    this.#process = spawn(process.execPath, ['--require', 'ts-node/register', SOURCE], {
      env: { PATH, TS_NODE_PROJECT, PORT: '0', ...environment },
    })
    this.#exited = once(this.#process, 'exit')
    this.#process.stdout?.on('data', (chunk) => (this.stdout += String(chunk)))
    this.#process.stderr?.on('data', (chunk) => (this.stderr += String(chunk)))
  }

  /** Waits for a log line whose message starts like this, and returns the message. */
  async logged(start: string): Promise<string> {
    return eventually(() => {
      const messages = this.stdout.split('\n').filter(Boolean).map(messageOf)
      const found = messages.find((message) => message.startsWith(start))
      if (found === undefined) throw new Error(`not logged: ${start}; but:\n${this.stdout}${this.stderr}`)
      return found
    }, 60_000)
  }

  /** Waits until it listens, and returns where. */
  async url(): Promise<string> {
    return (await this.logged('listening at ')).slice('listening at '.length)
  }

  signal(name: NodeJS.Signals): void {
    this.#process.kill(name)
  }

  /** Waits for the end of the process, and returns its exit code. */
  async exitCode(): Promise<unknown> {
    return (await this.#exited)[0]
  }

  async dispose(): Promise<void> {
    if (this.#process.exitCode === null) this.#process.kill('SIGKILL')
    await this.#exited
  }
}

function messageOf(line: string): string {
  return (JSON.parse(line) as { msg?: string }).msg ?? ''
}
