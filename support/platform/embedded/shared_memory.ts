import { glob } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { execa } from 'execa'
import { RecoveryError } from '../../errors'
import { readIfThere } from '../../files'

/** A System V shared memory segment, as the system lists it. */
interface Segment {
  key: number
  id: number
  /** How many processes are attached to it. */
  attached: number
}

/**
 * Removes the segment that the server of a data directory left when it was killed. A server takes it along when it
 * ends by itself; one that is killed leaves it in the system for good, which holds 4096 of them.
 */
export async function removeSegment(dataDirectory: string): Promise<void> {
  const noted = await notedSegment(dataDirectory)
  if (!noted) return
  const found = (await allSegments()).find(({ id, key }) => id === noted.id && key === noted.key)
  // One that is in use is not a leftover.
  if (!found || found.attached > 0) return
  try {
    await execa('ipcrm', ['-m', String(found.id)])
  } catch (cause) {
    throw new RecoveryError(
      'SEGMENT_LEFT',
      `the shared memory segment ${found.id} of a killed PostgreSQL server could not be removed; see that the program ipcrm of util-linux is installed, and remove it with: ipcrm -m ${found.id}`,
      { cause },
    )
  }
}

/** Removes the segments of all servers whose data directories lie in a run's directory. */
export async function removeSegments(runDirectory: string): Promise<void> {
  const files = glob('{template,stacks/*/data}/postmaster.pid', { cwd: runDirectory })
  for await (const file of files) await removeSegment(join(runDirectory, dirname(file)))
}

/** What the server wrote down of its segment, in the seventh line of its lock file; undefined when it wrote nothing. */
async function notedSegment(dataDirectory: string): Promise<Pick<Segment, 'key' | 'id'> | undefined> {
  const text = await readIfThere(join(dataDirectory, 'postmaster.pid'))
  const [key, id] = text?.split('\n')[6]?.trim().split(/\s+/).map(Number) ?? []
  return key && id !== undefined ? { key, id } : undefined
}

async function allSegments(): Promise<Segment[]> {
  const text = await readIfThere('/proc/sysvipc/shm')
  const rows = text?.trim().split('\n').slice(1) ?? []
  return rows.map((row) => {
    const [key = 0, id = 0, , , , , attached = 0] = row.trim().split(/\s+/).map(Number)
    return { key, id, attached }
  })
}
