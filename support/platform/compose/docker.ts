import { stripVTControlCharacters } from 'node:util'
import { execa, type ExecaError } from 'execa'
import { RecoveryError } from '../../errors'

/** Which engine the docker command talks to, as the environment variables that it reads. */
export type EngineEnvironment = Record<string, string>

export interface DockerOptions {
  env?: EngineEnvironment
  /** Milliseconds after which the command is ended. */
  timeout?: number
  /** In the run's directory, so that the reaper finds and ends what still runs when the runner has died. */
  cwd?: string
  /** How errors name the command; itself unless given. */
  called?: string
}

/** A docker command that did not do what it was asked to; the sentence ends with the last it wrote. */
export class DockerError extends RecoveryError {
  /** Everything it wrote to its standard error. */
  readonly output: string
  /** Whether it was ended because it took too long. */
  readonly timedOut: boolean
  /** The sentence without what the command wrote. */
  readonly summary: string

  constructor(called: string, timeout: number, cause: ExecaError) {
    const output = typeof cause.stderr === 'string' ? cause.stderr : ''
    const reason = cause.timedOut
      ? `did not end within ${timeout / 1000} s`
      : `failed (${cause.code ?? `exit code ${cause.exitCode ?? '?'}`})`
    const tail = lastLines(output, 8)
    const summary = `${called} ${reason}`
    super('DOCKER_FAILED', `${summary}${tail && `:\n  ${tail}`}`, { cause })
    this.summary = summary
    this.output = output
    this.timedOut = cause.timedOut
  }
}

/**
 * Runs a docker command and returns what it wrote.
 *
 * @throws DockerError
 */
export async function docker(args: readonly string[], options: DockerOptions = {}): Promise<string> {
  const { env = {}, timeout = 60_000, cwd, called = `docker ${args.join(' ')}` } = options
  try {
    const { stdout } = await execa('docker', args, {
      ...{ env, timeout, stdin: 'ignore', maxBuffer: 64 * 1024 * 1024 },
      ...(cwd !== undefined && { cwd }),
    })
    return stdout
  } catch (cause) {
    throw new DockerError(called, timeout, cause as ExecaError)
  }
}

/** The lines of a command's output that hold something; Compose puts terminal codes into some although told not to. */
export function linesOf(text: string): string[] {
  return stripVTControlCharacters(text)
    .split(/\r?\n/)
    .filter((line) => line.trim() !== '')
}

/** The last lines of a text, one below the other. */
export function lastLines(text: string, count: number): string {
  return linesOf(text).slice(-count).join('\n  ')
}
