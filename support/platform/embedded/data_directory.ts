import { chown, mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { execa, ExecaError } from 'execa'
import { messageOf, RecoveryError } from '../../errors'
import type { Run } from '../provider'
import { postgresBinary, postgresUser } from './postgres_binaries'

export const databaseUser = 'users'

function template(run: Run): string {
  return join(run.directory, 'template')
}

async function asPostgresUser(run: Run, what: string, command: string, args: string[]): Promise<void> {
  try {
    await execa(command, args, {
      cwd: run.directory,
      timeout: 60_000,
      env: { LC_ALL: 'C' },
      ...postgresUser(),
    })
  } catch (cause) {
    throw new RecoveryError('DATA_DIRECTORY_FAILED', `${what} failed: ${reasonOf(cause)}`, { cause })
  }
}

/** What a program said first of what was wrong; what it says last may be how it tidied up. */
function reasonOf(error: unknown): string {
  if (!(error instanceof ExecaError)) return messageOf(error)
  const lines = String(error.stderr).trim().split('\n')
  const wrong = lines.find((line) => /\b(error|fatal|panic|cannot|could not)\b/i.test(line))
  return wrong ?? (lines.slice(-2).join(' ') || error.shortMessage)
}

/** A folder that PostgreSQL's user owns and nobody else may enter, as the server demands. */
async function makeOwned(directory: string): Promise<void> {
  await mkdir(directory, { mode: 0o700 })
  const user = postgresUser()
  if (user) await chown(directory, user.uid, user.gid)
}

/** Initialises a database cluster once per run, to be copied for every stack. */
export async function createTemplate(run: Run, password: string): Promise<void> {
  const passwordFile = join(run.directory, 'password')
  await makeOwned(template(run))
  await writeFile(passwordFile, password, { mode: 0o600 })
  const user = postgresUser()
  if (user) await chown(passwordFile, user.uid, user.gid)
  await asPostgresUser(run, 'initdb', await postgresBinary(run, 'initdb'), [
    ...['--pgdata', template(run), '--username', databaseUser, '--pwfile', passwordFile],
    ...['--auth', 'scram-sha-256', '--encoding', 'UTF8', '--locale', 'C', '--data-checksums', '--no-sync'],
    // Small segments make the copy for every stack cheap.
    ...['--wal-segsize', '4'],
    // Dynamic shared memory as files in the data directory, which go with it when the server is killed.
    ...['--set', 'dynamic_shared_memory_type=mmap'],
  ])
  await rm(passwordFile)
}

/** A fresh data directory at `target`, copied from the run's template. */
export async function copyTemplate(run: Run, target: string): Promise<void> {
  await makeOwned(target)
  await asPostgresUser(run, 'copying the data directory', 'cp', ['--archive', `${template(run)}/.`, target])
}
