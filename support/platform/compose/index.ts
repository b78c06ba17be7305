import { randomBytes } from 'node:crypto'
import { chmod, writeFile } from 'node:fs/promises'
import { RecoveryError } from '../../errors'
import type { PlatformProvider, Run } from '../provider'
import { ComposePlatform } from './compose_platform'
import { DockerError, lastLines } from './docker'
import { engineProblem, findEngine } from './engine'
import { howToRemove } from './keep'
import { ComposeProject } from './project'
import { passwordFile, writeSettings } from './settings'

/** A first build fetches the images and packages that it starts from. */
const buildWithin = 840_000

/** Stacks of containers, made by Docker Compose from docker/docker-compose.yml. */
export const compose: PlatformProvider = {
  unavailable: engineProblem,
  async prepare(run, { engine: allowed, keep = false }) {
    const settings = { engine: await findEngine(allowed), keep }
    // First of all: a run that is interrupted says nothing more.
    if (keep) console.error(howToRemove(run))
    await writeSettings(run, settings)
    await writePassword(run)
    const project = new ComposeProject(run, `recovery-${run.id}`, settings)
    await Promise.all([
      fetching('building the image of the API', project, ['build', 'api']),
      fetching('fetching the image of the database', project, ['pull', '--policy', 'missing', 'database']),
    ])
  },
  createStack: (run, name) => ComposePlatform.create(run, name),
}

async function writePassword(run: Run): Promise<void> {
  await writeFile(passwordFile(run), randomBytes(16).toString('hex'))
  // Mounted as it is, and read by the users of both images; on this machine its folder protects it.
  await chmod(passwordFile(run), 0o644)
}

async function fetching(what: string, project: ComposeProject, args: string[]): Promise<void> {
  try {
    await project.compose(args, buildWithin)
  } catch (cause) {
    if (!(cause instanceof DockerError)) throw cause
    throw new RecoveryError(
      'IMAGE_FAILED',
      `${what} failed; the last it said:\n  ${lastLines(cause.output, 10) || cause.message}`,
      { cause },
    )
  }
}
