import { join } from 'node:path'
import { RecoveryError } from '../../errors'
import type { Component } from '../platform'
import type { Run } from '../provider'
import { docker, DockerError, type DockerOptions, type EngineEnvironment, linesOf } from './docker'
import { assertStillAnswers } from './engine'
import { type ComposeSettings, imageOf, passwordFile, runLabel } from './settings'

const projectLabel = 'com.docker.compose.project'

/** How long one of docker's own commands may take, in milliseconds; an engine may be busy. */
const dockerWithin = 30_000

/** The kinds of things that a project consists of. */
const kinds = [['container', '--all'], ['network'], ['volume']] as const

/** One Compose project of a run. */
export class ComposeProject {
  readonly name: string
  private readonly run: Run
  private readonly settings: ComposeSettings
  private readonly ports: Record<Component, number> | undefined
  private engineDoubted = false

  /** Without `ports` it can build and pull, but not be started. */
  constructor(run: Run, name: string, settings: ComposeSettings, ports?: Record<Component, number>) {
    this.run = run
    this.name = name
    this.settings = settings
    this.ports = ports
  }

  /** Runs a `docker compose` command on the project. */
  compose(args: readonly string[], timeout = 60_000): Promise<string> {
    const { projectRoot } = this.run
    const options = [
      ...['--ansi', 'never', '--progress', 'plain', '--project-name', this.name],
      ...['--file', join(projectRoot, 'docker/docker-compose.yml')],
      ...['--file', join(projectRoot, 'support/platform/compose/run.yml')],
    ]
    const called = `docker compose ${args.join(' ')}`
    return this.ask(['compose', ...options, ...args], { timeout, called })
  }

  /** Runs a docker command on the run's engine. */
  docker(args: readonly string[]): Promise<string> {
    return this.ask(args, { timeout: dockerWithin, called: `docker ${args.slice(0, 2).join(' ')}` })
  }

  /** @throws RecoveryError `ENGINE_SILENT` */
  async assertEngineAnswers(cause?: DockerError): Promise<void> {
    this.engineDoubted = true
    await assertStillAnswers(this.settings.engine, cause)
    this.engineDoubted = false
  }

  /** The id of a component's container; undefined where there is none. */
  async containerOf(component: Component): Promise<string | undefined> {
    const found = await this.docker([
      ...['container', 'ls', '--all', '--quiet', '--no-trunc'],
      ...['--filter', `label=${projectLabel}=${this.name}`],
      ...['--filter', `label=com.docker.compose.service=${component}`],
    ])
    return linesOf(found)[0]
  }

  /**
   * Makes sure that whatever there is under the project's name was made by this run.
   *
   * @throws RecoveryError `NOT_OURS`
   */
  async assertOurs(): Promise<void> {
    const labels = await Promise.all(
      kinds.map(([kind, ...options]) =>
        this.docker([
          ...[kind, 'ls', ...options, '--filter', `label=${projectLabel}=${this.name}`],
          ...['--format', `run {{.Label "${runLabel}"}}`],
        ]),
      ),
    )
    for (const label of labels.flatMap(linesOf)) this.assertOurLabel(label.slice('run '.length))
  }

  /** @throws RecoveryError `NOT_OURS` unless a label is this run's */
  assertOurLabel(label: string | undefined): void {
    if (label === this.run.id) return
    throw new RecoveryError(
      'NOT_OURS',
      `the Compose project ${this.name} was not made by this run (its label ${runLabel} is "${label ?? ''}"), so it is left alone`,
    )
  }

  /** Whoever has once waited in vain for the engine does not wait that long again. */
  private async ask(args: readonly string[], options: DockerOptions): Promise<string> {
    if (this.engineDoubted) await this.assertEngineAnswers()
    try {
      return await docker(args, { env: this.environment(), cwd: this.run.directory, ...options })
    } catch (error) {
      if (error instanceof DockerError && error.timedOut) await this.assertEngineAnswers(error)
      throw error
    }
  }

  private environment(): EngineEnvironment {
    return {
      ...this.settings.engine,
      RECOVERY_RUN: this.run.id,
      API_IMAGE: imageOf(this.run.id),
      DATABASE_PASSWORD_FILE: passwordFile(this.run),
      ...(this.ports && { API_PORT: String(this.ports.api), DATABASE_PORT: String(this.ports.database) }),
    }
  }
}
