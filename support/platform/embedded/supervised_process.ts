import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, openSync } from 'node:fs'
import { messageOf, RecoveryError } from '../../errors'
import { until } from '../../poll'
import { type ComponentStatus, exitedWith } from '../platform'
import { haltTree, incarnationOf, killAll, livesOf, remaining, signal, treeOf } from './proc'

export interface ProcessSpec {
  name: string
  command: string
  args: string[]
  env: Record<string, string>
  /** Must lie in the run's directory: the reaper finds processes by their working directory. */
  cwd: string
  /** Output is appended here by the process itself, so that it never waits for the harness. */
  logFile: string
  stopSignal: NodeJS.Signals
  /** User and group to run as; absent for the runner's own. */
  user?: { uid: number; gid: number }
}

/** Makes the process; many a reason for which there is none shows only as its event `error`. */
function launch({ command, args, env, cwd, logFile, user }: ProcessSpec): ChildProcess {
  const log = openSync(logFile, 'a')
  try {
    return spawn(command, args, {
      cwd,
      env,
      stdio: ['ignore', log, log],
      // A session of its own: a Ctrl-C in the terminal is for the runner alone, and the reaper ends the rest.
      detached: true,
      ...user,
    })
  } finally {
    closeSync(log)
  }
}

const gracePeriod = 15_000
const firstRestartDelay = 100
const longestRestartDelay = 5_000

/**
 * One component as an operating-system process with the restart policy "unless stopped": a process that ends by
 * itself is started again, at first after 100 ms, then after twice as long each time, as Docker does.
 */
export class SupervisedProcess {
  private readonly spec: ProcessSpec
  private child: ChildProcess | undefined
  /** Whether somebody asked for it to be down, so that the restart policy leaves it alone. */
  private wantedDown = true
  private restartDelay = firstRestartDelay
  private restartTimer: NodeJS.Timeout | undefined
  /** How its latest life ended, as the rest of a sentence. */
  private lastEnd = 'was never started'

  constructor(spec: ProcessSpec) {
    this.spec = spec
  }

  start(): void {
    this.wantedDown = false
    if (this.status().running) return
    clearTimeout(this.restartTimer)
    this.child = this.spawn()
  }

  /** Sends the stop signal and waits for the end; a process that ignores it is killed and reported. */
  async stop(): Promise<void> {
    this.wantedDown = true
    clearTimeout(this.restartTimer)
    const pid = this.runningPid()
    if (pid === undefined) return
    const tree = livesOf(treeOf(pid))
    signal(pid, this.spec.stopSignal)
    try {
      await until(`${this.spec.name} to end after ${this.spec.stopSignal}`, () => this.gone(), {
        within: gracePeriod,
        every: 2,
      })
    } finally {
      await killAll(remaining(tree).map((life) => life.pid))
    }
    await this.reaped()
  }

  /** SIGKILL to every process of the component; it stays down. */
  async kill(): Promise<void> {
    this.wantedDown = true
    clearTimeout(this.restartTimer)
    const pid = this.runningPid()
    if (pid !== undefined) await killAll(haltTree(pid))
    await this.reaped()
  }

  /** SIGKILL as a surprise: the restart policy applies. */
  async crash(): Promise<void> {
    await killAll(haltTree(this.pidTo('crash')))
  }

  /** Stops every process of the component where it is, until `resume`. */
  pause(): void {
    haltTree(this.pidTo('be paused'))
  }

  /** Lets every process of the component go on. */
  resume(): void {
    for (const member of treeOf(this.pidTo('go on'))) signal(member, 'SIGCONT')
  }

  status(): ComponentStatus {
    const incarnation = this.child?.pid === undefined ? undefined : incarnationOf(this.child.pid)
    return incarnation === undefined
      ? { running: false, lastEnd: this.lastEnd }
      : { running: true, incarnation }
  }

  private runningPid(): number | undefined {
    return this.status().incarnation?.pid
  }

  private pidTo(purpose: string): number {
    const pid = this.runningPid()
    if (pid === undefined)
      throw new RecoveryError('NOT_RUNNING', `${this.spec.name} is not running, so it cannot ${purpose}`)
    return pid
  }

  private gone(): true | undefined {
    return this.status().running ? undefined : true
  }

  /**
   * Waits until the system has forgotten the process, which it does only when this one has heard of the end. Until then
   * the id is taken, and PostgreSQL, which left it in its lock file, would refuse to start.
   */
  async reaped(): Promise<void> {
    const { child } = this
    if (child?.pid === undefined) return
    await until(`the end of ${this.spec.name} to be heard of`, () => hasEnded(child) || undefined, {
      within: gracePeriod,
      every: 2,
    })
  }

  /** A new life; undefined where the system refused to make the process, which `lastEnd` then tells. */
  private spawn(): ChildProcess | undefined {
    const startedAt = performance.now()
    const refused = (error: unknown): void => {
      this.lastEnd = `could not be started: ${messageOf(error)}`
    }
    let child: ChildProcess
    try {
      child = launch(this.spec)
    } catch (error) {
      refused(error)
      return undefined
    }
    child.once('error', refused)
    child.once('exit', (code, endedBy) => {
      this.lastEnd = endedBy === null ? exitedWith(code) : `was ended by ${endedBy}`
      if (this.child === child) this.afterEnd(performance.now() - startedAt)
    })
    return child
  }

  private afterEnd(lifetime: number): void {
    if (this.wantedDown) return
    this.restartDelay = lifetime > 10_000 ? firstRestartDelay : this.restartDelay
    this.restartTimer = setTimeout(() => {
      if (!this.wantedDown) this.child = this.spawn()
    }, this.restartDelay)
    this.restartDelay = Math.min(this.restartDelay * 2, longestRestartDelay)
  }
}

function hasEnded({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode !== null || signalCode !== null
}
