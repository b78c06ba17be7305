import { mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { create } from 'ts-node'
import { messageOf, RecoveryError } from '../../errors'
import type { Run } from '../provider'

/** Where the run's own build of the service lies; a run never uses what an earlier one built. */
export function serviceBuild(run: Run): string {
  return join(run.directory, 'service')
}

function isSource(file: string): boolean {
  return file.endsWith('.ts') && !file.endsWith('.test.ts')
}

/**
 * Compiles the service into the run's directory, in the way in which the suite itself is compiled: file by file and
 * without checking types, which takes a fraction of a second. `npm test` checks them.
 */
export async function buildService(run: Run): Promise<void> {
  const source = join(run.projectRoot, 'service')
  const compiler = create({ cwd: run.projectRoot, swc: true })
  for (const file of (await readdir(source, { recursive: true })).filter(isSource)) {
    const target = join(serviceBuild(run), file.replace(/\.ts$/, '.js'))
    await mkdir(dirname(target), { recursive: true })
    await writeFile(target, compile(await readFile(join(source, file), 'utf8'), join(source, file)))
  }
  await symlink(join(run.projectRoot, 'node_modules'), join(run.directory, 'node_modules'))

  function compile(code: string, path: string): string {
    try {
      return compiler.compile(code, path)
    } catch (cause) {
      throw new RecoveryError('SERVICE_BUILD_FAILED', `${path} does not compile: ${messageOf(cause)}`, {
        cause,
      })
    }
  }
}
