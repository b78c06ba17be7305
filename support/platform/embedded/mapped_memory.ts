import { existsSync, readFileSync } from 'node:fs'

/** A mapped System V segment: its inode, before its name, is its id. */
const systemV = / (\d+) +\/SYSV[0-9a-f]+/g
const posix = /\/dev\/shm\/[^\s]+/g

/** What of the system's shared memory a process has mapped: System V segments as `segment ID`, POSIX ones as files. */
export function sharedMemoryOf(pid: number): string[] {
  const maps = readFileSync(`/proc/${pid}/maps`, 'utf8')
  const segments = Array.from(maps.matchAll(systemV), ([, id]) => `segment ${id ?? ''}`)
  const files = Array.from(maps.matchAll(posix), ([file]) => file)
  return [...new Set([...segments, ...files])]
}

/** Whether shared memory that `sharedMemoryOf` told of is still in the system. */
export function isInSystem(memory: string): boolean {
  if (memory.startsWith('/')) return existsSync(memory)
  const id = memory.slice('segment '.length)
  const rows = readFileSync('/proc/sysvipc/shm', 'utf8').trim().split('\n').slice(1)
  return rows.some((row) => row.trim().split(/\s+/)[1] === id)
}
