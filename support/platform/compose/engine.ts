import { messageOf, RecoveryError } from '../../errors'
import { docker, DockerError, type EngineEnvironment, lastLines } from './docker'

const instead = 'or use the embedded platform (without -p compose)'

/** Where the docker command would go. */
interface Endpoint {
  context: string
  host: string
}

/**
 * Finds the Docker engine of this machine and makes sure that it can be used.
 *
 * @param allowed - the context or the host of an engine elsewhere that may be used although it is not local
 * @returns what makes the docker command use this very engine, whatever becomes of the user's current context
 * @throws RecoveryError that says in one sentence why there is none
 */
export async function findEngine(allowed?: string): Promise<EngineEnvironment> {
  const endpoint = await currentEndpoint()
  assertLocal(endpoint, allowed)
  await assertCompose()
  await assertAnswers(endpoint)
  // A host given in the environment wins over every context.
  return process.env['DOCKER_HOST'] ? { DOCKER_HOST: endpoint.host } : { DOCKER_CONTEXT: endpoint.context }
}

/** Why no engine can be used here, as a sentence; undefined where one can. */
export async function engineProblem(): Promise<string | undefined> {
  try {
    await findEngine()
    return undefined
  } catch (error) {
    return messageOf(error)
  }
}

async function currentEndpoint(): Promise<Endpoint> {
  try {
    const found = await docker(['context', 'inspect', '--format', '{{json .}}'], { timeout: 10_000 })
    const { Name, Endpoints } = JSON.parse(found) as { Name: string; Endpoints: { docker: { Host: string } } }
    return { context: Name, host: Endpoints.docker.Host }
  } catch (cause) {
    if (isMissing(cause)) {
      throw new RecoveryError(
        'NO_DOCKER',
        `the docker command cannot be found; install Docker with Compose v2, ${instead}`,
        { cause },
      )
    }
    throw new RecoveryError('NO_ENGINE', `Docker's current context cannot be used: ${whatItSaid(cause)}`, {
      cause,
    })
  }
}

function isMissing(error: unknown): boolean {
  const cause = error instanceof DockerError ? error.cause : undefined
  return cause instanceof Error && 'code' in cause && cause.code === 'ENOENT'
}

/** A socket in the file system is this machine's; everything else goes over a network. */
function assertLocal({ context, host }: Endpoint, allowed: string | undefined): void {
  const name = context === 'default' ? host : context
  if (allowed === host || allowed === name) return
  if (/^(unix|npipe):\/\//.test(host)) {
    if (allowed === undefined || allowed === context) return
    throw new RecoveryError(
      'OTHER_ENGINE',
      `the world parameter engine names "${allowed}", but Docker's current context leads to "${name}" on this machine: choose that engine by DOCKER_CONTEXT or DOCKER_HOST, or leave the parameter out`,
    )
  }
  throw new RecoveryError(
    'REMOTE_ENGINE',
    `the Docker engine "${name}" at ${host} is not on this machine, and what is there must not be broken by mistake: unset DOCKER_HOST or choose a local context, or allow this one by name with --world-parameters '{"engine":"${name}"}'`,
  )
}

async function assertCompose(): Promise<void> {
  let said: string
  try {
    said = await docker(['compose', 'version', '--short'], { timeout: 10_000 })
  } catch (cause) {
    said = whatItSaid(cause)
  }
  if (Number(/^v?(\d+)\./.exec(said)?.[1]) >= 2) return
  throw new RecoveryError(
    'NO_COMPOSE',
    `the docker command has no Compose v2 ("docker compose version" said: ${said}); install its Compose plugin, ${instead}`,
  )
}

/**
 * Makes sure that the engine of a run still answers.
 *
 * @param cause - what made the caller doubt it
 * @throws RecoveryError `ENGINE_SILENT`
 */
export async function assertStillAnswers(engine: EngineEnvironment, cause?: DockerError): Promise<void> {
  try {
    await askVersion(engine)
  } catch (silence) {
    const name = Object.values(engine).join(' ')
    const seen = cause ? `${cause.summary}, and ${whatItSaid(silence)}` : whatItSaid(silence)
    throw new RecoveryError(
      'ENGINE_SILENT',
      `the Docker engine "${name}" stopped answering: ${seen}; restart it and run again, ${instead}`,
      { cause: cause ?? silence },
    )
  }
}

async function askVersion(env: EngineEnvironment = {}): Promise<void> {
  await docker(['version', '--format', '{{.Server.Version}}'], {
    ...{ env, timeout: 10_000, called: 'docker version' },
  })
}

async function assertAnswers({ host }: Endpoint): Promise<void> {
  try {
    await askVersion()
  } catch (cause) {
    const said = whatItSaid(cause)
    if (/permission denied/i.test(said)) {
      throw new RecoveryError(
        'NO_PERMISSION',
        `you may not use the Docker engine at ${host} (${said}); join the group that owns the socket, ${instead}`,
        { cause },
      )
    }
    throw new RecoveryError(
      'NO_ENGINE',
      `no Docker engine answers at ${host} (${said}); start it, ${instead}`,
      {
        cause,
      },
    )
  }
}

function whatItSaid(error: unknown): string {
  const output = error instanceof DockerError ? lastLines(error.output, 2).replace(/\n\s*/g, ' ') : ''
  return output || messageOf(error)
}
