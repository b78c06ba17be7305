import { chmod, mkdtemp, open, realpath, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { execa } from 'execa'

/** A disk of a test's own. */
export interface SmallDisk {
  folder: string
  /** Leaves no more than so many bytes of it. */
  fill(left: number): Promise<void>
  remove(): Promise<void>
}

/** Makes a disk of so many megabytes, in memory. */
export async function makeSmallDisk(megabytes: number): Promise<SmallDisk> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'recovery-disk-')))
  await chmod(folder, 0o711)
  await execa('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m,mode=0711`, 'none', folder])
  return {
    folder,
    fill: (left) => fill(join(folder, 'filling'), left),
    async remove() {
      await execa('umount', [folder])
      await rm(folder, { recursive: true })
    },
  }
}

/** Why no disk can be made here, as a sentence; undefined where one can. */
export async function diskProblem(): Promise<string | undefined> {
  if (process.getuid?.() !== 0) return 'only root can mount a disk'
  try {
    const disk = await makeSmallDisk(1)
    await disk.remove()
    return undefined
  } catch (error) {
    return `no disk can be mounted here: ${String(error)}`
  }
}

/** Writes on until the disk is full, and then gives back what is to be left. */
async function fill(file: string, left: number): Promise<void> {
  const piece = Buffer.alloc(64 * 1024)
  const handle = await open(file, 'a')
  try {
    for (;;) await handle.write(piece)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error
    const { size } = await handle.stat()
    await handle.truncate(Math.max(0, size - left))
  } finally {
    await handle.close()
  }
}
