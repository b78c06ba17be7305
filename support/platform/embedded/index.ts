import { writingIn } from '../disk'
import type { PlatformProvider, Run } from '../provider'
import { createTemplate } from './data_directory'
import { EmbeddedPlatform } from './embedded_platform'
import { prepareBinaries } from './postgres_binaries'
import { buildService } from './service_build'

/** The stack's address is on 127.0.0.1 and its password lives as long as the run, so the run's id will do. */
function passwordOf(run: Run): string {
  return `secret-${run.id}`
}

/** Stacks of real processes on this machine: no Docker, nothing to install beside the npm packages. */
export const embedded: PlatformProvider = {
  async prepare(run) {
    await writingIn(run.directory, () => allEnded([prepareDatabase(run), buildService(run)]))
  },
  createStack: (run, name) => EmbeddedPlatform.create(run, name, passwordOf(run)),
}

/** Like `Promise.all`, but does not reject while any of them still writes: the folder is about to be removed then. */
async function allEnded(works: Promise<void>[]): Promise<void> {
  await Promise.allSettled(works)
  await Promise.all(works)
}

async function prepareDatabase(run: Run): Promise<void> {
  await prepareBinaries(run)
  await createTemplate(run, passwordOf(run))
}
