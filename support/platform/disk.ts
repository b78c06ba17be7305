import { statfs } from 'node:fs/promises'
import { messageOf, RecoveryError } from '../errors'

const megabyte = 1024 * 1024

/** With less than this PostgreSQL may not get its next piece of write-ahead log, which has 4 MB. */
const scarce = 16 * megabyte

const noSpace = /ENOSPC|EDQUOT|no space left on device|disk quota exceeded/i

/** Says that the disk that holds a folder is full, or nearly so; undefined where it is not. */
export async function diskTrouble(directory: string): Promise<string | undefined> {
  const { bavail, bsize, files, ffree } = await statfs(directory)
  if (bavail * bsize < scarce) return fullDisk(directory, `it has ${inMegabytes(bavail * bsize)} left`)
  return files > 0 && ffree === 0 ? fullDisk(directory, 'no more files can be made') : undefined
}

/**
 * Does work that writes into a folder, which must be there.
 *
 * @throws RecoveryError `DISK_FULL` or `CANNOT_WRITE` where the system refused to write
 */
export async function writingIn<T>(directory: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (cause) {
    const reason = messageOf(cause)
    if (noSpace.test(reason)) {
      throw new RecoveryError('DISK_FULL', fullDisk(directory, reason), {
        cause,
      })
    }
    if (!isSystemError(cause)) throw cause
    throw new RecoveryError(
      'CANNOT_WRITE',
      `${directory} cannot be used: ${reason}; set TMPDIR to a folder in which you may write`,
      { cause },
    )
  }
}

function fullDisk(directory: string, symptom: string): string {
  return `the disk that holds ${directory} is full: ${symptom}; free some space there, or set TMPDIR to a folder on another disk`
}

function inMegabytes(bytes: number): string {
  return `${(bytes / megabyte).toFixed(1)} MB`
}

function isSystemError(error: unknown): boolean {
  return error instanceof Error && 'syscall' in error
}
