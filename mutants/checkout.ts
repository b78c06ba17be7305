import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { RecoveryError } from '../support/errors'
import type { Defect, Edit } from './defect'

const root = resolve(__dirname, '..')
const copied = [
  ...['cucumber.js', 'package.json', 'package-lock.json', 'tsconfig.json'],
  ...['docker', 'features', 'service', 'steps', 'support'],
]

/**
 * A copy of the project in the system's temporary folder, in which a defect can be planted, or which stays what it is
 * while the project is worked on.
 */
export class Checkout {
  readonly directory: string

  private constructor(directory: string) {
    this.directory = directory
  }

  static async make(): Promise<Checkout> {
    const directory = await mkdtemp(join(tmpdir(), 'recovery-checkout-'))
    for (const name of copied) await cp(join(root, name), join(directory, name), { recursive: true })
    await symlink(join(root, 'node_modules'), join(directory, 'node_modules'))
    return new Checkout(directory)
  }

  /** @throws RecoveryError `DOES_NOT_APPLY` when the service has changed so that the defect no longer fits */
  async plant({ name, edits }: Defect): Promise<void> {
    for (const edit of edits) await this.apply(name, edit)
  }

  async remove(): Promise<void> {
    await rm(this.directory, { recursive: true, force: true })
  }

  private async apply(defect: string, { file, find, replace }: Edit): Promise<void> {
    const path = join(this.directory, 'service', file)
    const parts = (await readFile(path, 'utf8')).split(find)
    if (parts.length !== 2) {
      throw new RecoveryError(
        'DOES_NOT_APPLY',
        `the defect "${defect}" no longer applies: ${JSON.stringify(find)} occurs ${parts.length - 1} times in service/${file}; adapt it in mutants/`,
      )
    }
    await writeFile(path, parts.join(replace))
  }
}
