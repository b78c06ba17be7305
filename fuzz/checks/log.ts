import type { Windows } from '../faults/windows'

/** pino's level "error"; "fatal" is above it. */
const error = 50

/**
 * What a log of the service tells that it should not, as sentences: errors while nothing was broken, errors that
 * nobody handled at any time, and output that did not come from its logger.
 */
export function logWrongs(lines: readonly string[], windows: Windows): string[] {
  return lines.flatMap((line) => {
    const entry = entryOf(line)
    if (entry === undefined) return [`the API wrote past its logger: ${line.slice(0, 300)}`]
    if (/unhandled|uncaught/i.test(line)) return [`the API had an unhandled error: ${line.slice(0, 1000)}`]
    if (entry.level < error || windows.explain(entry.at, entry.at)) return []
    return [`the API logged an error while nothing was broken: ${line.slice(0, 1000)}`]
  })
}

function entryOf(line: string): { level: number; at: number } | undefined {
  try {
    const { level, time } = JSON.parse(line) as { level?: unknown; time?: unknown }
    const at = Date.parse(String(time))
    return typeof level === 'number' && !Number.isNaN(at) ? { level, at } : undefined
  } catch {
    return undefined
  }
}
