import { writeSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { messageOf, RecoveryError } from '../../errors'
import { until } from '../../poll'
import {
  type Component,
  type ComponentStatus,
  type DatabaseAddress,
  exitedWith,
  type Platform,
  sameIncarnation,
} from '../platform'
import { freePort } from '../ports'
import type { Run } from '../provider'
import { waitUntilReady } from '../ready'
import { type ContainerState, inspect } from './container'
import { linesOf } from './docker'
import { howToReach } from './keep'
import { ComposeProject } from './project'
import { type ComposeSettings, passwordFile, readSettings } from './settings'
import { explainPort, explainUp } from './start_error'

const stderr = 2
const upWithin = 90_000
const readyWithin = 60_000

/** The users as whom the components' processes run, who may end them; root may not where it has no capabilities. */
const users: Record<Component, string> = { api: 'node', database: 'postgres' }

/**
 * Whether the container runtime says that not all processes stopped within its two seconds. It has let them all go on, as
 * if it had not been asked. With version 1 of control groups that happens on a busy machine (runc, `fs/freezer.go`).
 */
function gaveUpFreezing(error: unknown): boolean {
  return messageOf(error).includes('unable to freeze')
}

/** SIGKILL to the container's main process, which is the first child of its init process. */
const killMainProcess = 'read -r main others </proc/1/task/1/children; kill -KILL "$main"'

/** One stack of containers, a Compose project, with ports on this machine's 127.0.0.1. */
export class ComposePlatform implements Platform {
  readonly apiUrl: string
  readonly database: DatabaseAddress
  private readonly run: Run
  private readonly settings: ComposeSettings
  private readonly project: ComposeProject
  private readonly ports: Record<Component, number>
  /** The ids of the containers, which stay what they are whatever is restarted. */
  private readonly containers = new Map<Component, string>()

  private constructor(
    run: Run,
    settings: ComposeSettings,
    project: ComposeProject,
    ports: Record<Component, number>,
    password: string,
  ) {
    this.run = run
    this.settings = settings
    this.project = project
    this.ports = ports
    this.apiUrl = `http://127.0.0.1:${ports.api}`
    this.database = {
      ...{ host: '127.0.0.1', port: ports.database, database: 'users', user: 'users', password },
    }
  }

  /** A stack that is not up yet; `name` is unique within the run. */
  static async create(run: Run, name: string): Promise<ComposePlatform> {
    const settings = await readSettings(run.directory)
    if (!settings) throw new RecoveryError('NOT_PREPARED', 'the Compose platform was not prepared')
    const ports = { api: await freePort(), database: await freePort() }
    const project = new ComposeProject(run, `recovery-${run.id}-${name}`, settings, ports)
    return new ComposePlatform(run, settings, project, ports, await readFile(passwordFile(run), 'utf8'))
  }

  async up(): Promise<void> {
    await this.project.assertEngineAnswers()
    try {
      await this.project.compose(['up', '--detach', '--no-build'], upWithin)
      await waitUntilReady(this, readyWithin)
    } catch (error) {
      throw await explainUp(this, this.ports, error)
    }
  }

  async down(): Promise<void> {
    if (this.settings.keep) {
      writeSync(stderr, howToReach(this.project.name, this))
      return
    }
    await this.project.assertOurs()
    // Nobody needs a clean end any more; the data goes, too.
    await this.project.compose(['down', '--volumes', '--remove-orphans', '--timeout', '0'])
  }

  async start(component: Component): Promise<void> {
    // Not "compose start", which would start the components that this one depends on, too.
    const args = ['up', '--detach', '--no-deps', '--no-recreate', '--no-build', component]
    try {
      await this.project.compose(args)
    } catch (error) {
      throw explainPort(this.ports, error)
    }
  }

  async stop(component: Component): Promise<void> {
    if ((await this.ourState(component)).atRest) return
    await this.project.compose(['stop', component])
    const { exitCode } = await this.atRest(component)
    if (exitCode === 128 + 9) {
      throw new RecoveryError('STOP_IGNORED', `the ${component} did not end when asked to, and was killed`)
    }
  }

  async kill(component: Component): Promise<void> {
    if ((await this.ourState(component)).atRest) return
    await this.project.compose(['kill', '--signal', 'SIGKILL', component])
    await this.atRest(component)
  }

  async crash(component: Component): Promise<void> {
    const { incarnation } = await this.runningState(component)
    // Its own end may well take the command with it, so it is the container that tells whether it worked.
    const outcome = await this.project
      .compose(['exec', '--no-TTY', '--user', users[component], component, 'sh', '-c', killMainProcess])
      .catch((error: unknown) => error)
    await until(
      `the ${component} to die`,
      async () => {
        const now = await this.status(component)
        if (!now.running || !sameIncarnation(now.incarnation, incarnation)) return true
        throw outcome instanceof Error ? outcome : new Error('it lives')
      },
      { within: 10_000 },
    )
  }

  // A freeze lasts as long as a scenario says only when it ends promptly. On a busy machine "compose unpause" can take
  // two seconds just to start; docker's own command needs a fraction of that.
  async pause(component: Component): Promise<void> {
    const { id } = await this.runningState(component)
    const outcome = await until(
      `the ${component} to be frozen`,
      () =>
        this.project.docker(['pause', id]).catch((error: unknown) => {
          if (gaveUpFreezing(error)) throw error
          return error
        }),
      { within: 10_000 },
    )
    if (outcome instanceof Error) throw outcome
  }

  async unpause(component: Component): Promise<void> {
    const { id, paused } = await this.runningState(component)
    if (paused) await this.project.docker(['unpause', id])
  }

  async status(component: Component): Promise<ComponentStatus> {
    const state = await this.state(component)
    if (state?.incarnation) return { running: true, incarnation: state.incarnation }
    return { running: false, ...(state && { lastEnd: exitedWith(state.exitCode) }) }
  }

  async trouble(): Promise<string | undefined> {
    try {
      await this.project.assertEngineAnswers()
      return undefined
    } catch (error) {
      return messageOf(error)
    }
  }

  async logs(component: Component, since = 0): Promise<string[]> {
    const moment = (since / 1000).toFixed(6)
    return linesOf(
      await this.project.compose(['logs', '--no-log-prefix', '--no-color', '--since', moment, component]),
    )
  }

  private async state(component: Component): Promise<ContainerState | undefined> {
    const id = this.containers.get(component) ?? (await this.project.containerOf(component))
    if (id === undefined) return undefined
    this.containers.set(component, id)
    const state = await inspect(this.project, id)
    if (!state) this.containers.delete(component)
    return state
  }

  /** The state of a component that something is about to be done to, once it is sure that it is this run's. */
  private async ourState(component: Component): Promise<ContainerState> {
    const state = await this.state(component)
    if (!state)
      throw new RecoveryError('NOT_RUNNING', `the ${component} has no container; the stack is not up`)
    this.project.assertOurLabel(state.run)
    return state
  }

  private async runningState(component: Component): Promise<ContainerState> {
    const state = await this.ourState(component)
    if (!state.incarnation) throw new RecoveryError('NOT_RUNNING', `the ${component} is not running`)
    return state
  }

  private atRest(component: Component): Promise<ContainerState> {
    return until(
      `the ${component} to be down`,
      async () => {
        const state = await this.ourState(component)
        return state.atRest ? state : undefined
      },
      { within: 15_000 },
    )
  }
}
