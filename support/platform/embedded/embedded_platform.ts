import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { diskTrouble, writingIn } from '../disk'
import type { Component, ComponentStatus, DatabaseAddress, Platform } from '../platform'
import { assertUnserved, freePort } from '../ports'
import type { Run } from '../provider'
import { waitUntilReady } from '../ready'
import { notUp } from '../start_error'
import { copyTemplate, databaseUser } from './data_directory'
import { readLog } from './log_file'
import { postgresBinary, postgresUser } from './postgres_binaries'
import { serviceBuild } from './service_build'
import { removeSegment } from './shared_memory'
import { SupervisedProcess } from './supervised_process'

const readyWithin = 60_000

/** One stack of real processes of this machine: a PostgreSQL server and the service, on ports of 127.0.0.1. */
export class EmbeddedPlatform implements Platform {
  readonly apiUrl: string
  readonly database: DatabaseAddress
  private readonly run: Run
  private readonly directory: string
  private readonly ports: Record<Component, number>
  private readonly processes: Record<Component, SupervisedProcess>

  private constructor(
    run: Run,
    directory: string,
    ports: Record<Component, number>,
    postgres: string,
    password: string,
  ) {
    this.run = run
    this.directory = directory
    this.ports = ports
    this.apiUrl = `http://127.0.0.1:${ports.api}`
    this.database = {
      ...{ host: '127.0.0.1', port: ports.database, database: 'postgres' },
      ...{ user: databaseUser, password },
    }
    this.processes = { api: this.apiProcess(), database: this.databaseProcess(postgres) }
  }

  /** A stack that is not up yet; `name` is unique within the run. */
  static async create(run: Run, name: string, password: string): Promise<EmbeddedPlatform> {
    const ports = { api: await freePort(), database: await freePort() }
    const postgres = await postgresBinary(run, 'postgres')
    return new EmbeddedPlatform(run, join(run.directory, 'stacks', name), ports, postgres, password)
  }

  async up(): Promise<void> {
    await writingIn(this.run.directory, async () => {
      await mkdir(this.directory, { recursive: true, mode: 0o711 })
      await copyTemplate(this.run, this.dataDirectory)
    })
    await this.start('database')
    await this.start('api')
    try {
      await waitUntilReady(this, readyWithin)
    } catch (error) {
      throw await notUp(this, error)
    }
  }

  async down(): Promise<void> {
    await Promise.all([this.processes.api.kill(), this.processes.database.kill()])
    await removeSegment(this.dataDirectory)
    await rm(this.directory, { recursive: true, force: true, maxRetries: 5 })
  }

  async start(component: Component): Promise<void> {
    const { running } = await this.status(component)
    if (!running) await assertUnserved(component, this.ports[component])
    this.processes[component].start()
  }

  stop(component: Component): Promise<void> {
    return this.processes[component].stop()
  }

  kill(component: Component): Promise<void> {
    return this.processes[component].kill()
  }

  crash(component: Component): Promise<void> {
    return this.processes[component].crash()
  }

  pause(component: Component): Promise<void> {
    this.processes[component].pause()
    return Promise.resolve()
  }

  unpause(component: Component): Promise<void> {
    this.processes[component].resume()
    return Promise.resolve()
  }

  async status(component: Component): Promise<ComponentStatus> {
    const process = this.processes[component]
    // The news of how it ended comes a moment after its end.
    if (!process.status().running) await process.reaped()
    return process.status()
  }

  trouble(): Promise<string | undefined> {
    return diskTrouble(this.run.directory)
  }

  logs(component: Component, since?: number): Promise<string[]> {
    return readLog(this.logFile(component), since)
  }

  private get dataDirectory(): string {
    return join(this.directory, 'data')
  }

  private logFile(component: Component): string {
    return join(this.directory, `${component}.log`)
  }

  private databaseProcess(postgres: string): SupervisedProcess {
    const settings = {
      port: String(this.database.port),
      listen_addresses: this.database.host,
      unix_socket_directories: '',
      max_connections: '40',
      shared_buffers: '32MB',
      log_timezone: 'UTC',
      log_line_prefix: '%m [%p] ',
    }
    const user = postgresUser()
    return new SupervisedProcess({
      name: 'database',
      command: postgres,
      args: [
        '-D',
        this.dataDirectory,
        ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
      ],
      env: { LC_ALL: 'C' },
      cwd: this.dataDirectory,
      logFile: this.logFile('database'),
      // PostgreSQL's "fast shutdown": sessions are ended, the data is written. The official image asks for it too.
      stopSignal: 'SIGINT',
      ...(user && { user }),
    })
  }

  private apiProcess(): SupervisedProcess {
    return new SupervisedProcess({
      name: 'api',
      command: process.execPath,
      args: [join(serviceBuild(this.run), 'server.js')],
      env: {
        NODE_ENV: 'production',
        NODE_COMPILE_CACHE: join(this.run.directory, 'compile-cache'),
        HOST: '127.0.0.1',
        PORT: String(this.ports.api),
        DATABASE_HOST: this.database.host,
        DATABASE_PORT: String(this.database.port),
        DATABASE_NAME: this.database.database,
        DATABASE_USER: this.database.user,
        DATABASE_PASSWORD: this.database.password,
      },
      cwd: this.directory,
      logFile: this.logFile('api'),
      stopSignal: 'SIGTERM',
    })
  }
}
